import { expect, it } from 'vitest';
import { StayAwake } from '../../electron/main/stay-awake.ts';

it('asks once to stay awake, and takes back that very request', () => {
  const calls: string[] = [];
  const awake = new StayAwake({
    start: (type) => {
      calls.push(`start ${type}`);
      return 6 + calls.length;
    },
    stop: (id) => calls.push(`stop ${id}`),
  });
  for (const training of [false, true, true, false, false, true]) awake.set(training);
  expect(calls).toEqual(['start prevent-app-suspension', 'stop 7', 'start prevent-app-suspension']);
});
