import { expect, it, vi } from 'vitest';
import { obstacle } from '../../electron/main/obstacle.ts';

vi.mock('electron', () => ({}));

it('the packed app starts with its sandbox or not at all', () => {
  const before = { packed: true, said: undefined, sandboxOff: false };
  expect(obstacle(before)).toBeNull();
  expect(obstacle({ ...before, sandboxOff: true })).toMatch(/start it without --no-sandbox/);
  // The launcher's sentence is all that is shown without one.
  for (const sandboxOff of [true, false]) expect(obstacle({ ...before, said: 'No.', sandboxOff })).toBe('No.');
});

it('a checkout, which set-up looks after, takes no sentence from anybody', () => {
  expect(obstacle({ packed: false, said: 'No.', sandboxOff: true })).toBeNull();
});
