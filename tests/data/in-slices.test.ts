import { expect, test } from 'vitest';
import { forEach, type Sliced } from '@shared/sliced.ts';
import { inSlices } from '../../electron/data/in-slices.ts';

const { signal } = new AbortController();

test('what else waits is done meanwhile, and may end it', async () => {
  function* long(): Sliced<never> {
    const end = performance.now() + 20_000;
    while (performance.now() < end) yield;
    throw new Error('Nothing else was done meanwhile.');
  }
  const controller = new AbortController();
  const reason = new Error('Enough.');
  setTimeout(() => controller.abort(reason), 0);
  await expect(inSlices(long(), controller.signal)).rejects.toBe(reason);
});

test('what is done in a moment is done at once, each number once and in order', async () => {
  const done: number[] = [];
  const work = inSlices(
    forEach(200, (at) => void done.push(at)),
    signal,
  );
  expect(done).toEqual([...Array(200).keys()]);
  await work;
});

test('gives what was made, and throws what was thrown, after a pause as before', async () => {
  function* pausing(): Sliced<string> {
    const end = performance.now() + 20;
    while (performance.now() < end) yield;
    return 'made';
  }
  await expect(inSlices(pausing(), signal)).resolves.toBe('made');
  function* failing(): Sliced<string> {
    yield* pausing();
    throw new Error('No.');
  }
  await expect(inSlices(failing(), signal)).rejects.toThrow('No.');
});
