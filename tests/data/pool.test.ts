import { describe, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import { DecoderPool } from '../../electron/data/import/pool.ts';
import type { Rendered } from '../../electron/data/decoder/messages.ts';
import { decodeTask } from '../../electron/data/import/tasks.ts';
import { plain } from './support/decode.ts';
import { FACTS, fakeDecoders, flat, type FakeBehaviour } from './support/fake-decoder.ts';

const task = decodeTask(plain({ ...square(2), channels: 1, fit: 'crop' }));

function makePool(
  behaviour: FakeBehaviour,
  timeout = 60_000,
  imagesPerProcess = 1000,
): { pool: DecoderPool<Rendered>; decoders: ReturnType<typeof fakeDecoders> } {
  const decoders = fakeDecoders(behaviour);
  return {
    pool: new DecoderPool({ launcher: decoders.launcher, processes: 2, task, timeout, imagesPerProcess }),
    decoders,
  };
}
const paths = Array.from({ length: 50 }, (_, index) => `/image-${index}`);

describe('a pool of decoders', () => {
  test('answers each file with its own outcome', async () => {
    const { pool, decoders } = makePool({ answer: (request) => flat(request, Number(request.path.split('-')[1])) });
    const outcomes = await Promise.all(paths.map((path) => pool.ask(path)));
    expect(outcomes).toEqual(paths.map((_, index) => ({ pixels: new Uint8Array(4).fill(index), facts: FACTS })));
    expect(decoders.started).toBe(2);
    pool.close(new Error('end'));
    expect(decoders.running).toBe(0);
  });

  test('refuses the files that kill a decoder, and only those', async () => {
    const deadly = new Set(['/image-0', '/image-7', '/image-8', '/image-49']);
    const { pool } = makePool({ answer: (request) => (deadly.has(request.path) ? 'die' : flat(request)) });
    const outcomes = await Promise.all(paths.map((path) => pool.ask(path)));
    expect(paths.filter((_, index) => 'reason' in (outcomes[index] ?? {}))).toEqual([...deadly]);
    expect(outcomes[7]).toEqual({ reason: 'the decoder failed on it' });
  });

  test('an innocent file whose answer was lost with the process is decoded again', async () => {
    let lost = false;
    const { pool } = makePool({
      answer: (request) => {
        if (request.path === '/image-2' && !lost) {
          lost = true;
          return null;
        }
        return request.path === '/image-3' ? 'die' : flat(request);
      },
    });
    const outcomes = await Promise.all(paths.slice(0, 6).map((path) => pool.ask(path)));
    expect(outcomes.map((outcome) => 'pixels' in outcome)).toEqual([true, true, true, false, true, true]);
  });

  test('replaces a decoder after so many images, and loses none of them', async () => {
    const answer: FakeBehaviour['answer'] = (request) =>
      request.path === '/image-9' ? 'die' : flat(request, Number(request.path.split('-')[1]));
    const { pool, decoders } = makePool({ answer }, 60_000, 7);
    const outcomes = await Promise.all(paths.map((path) => pool.ask(path)));
    outcomes.forEach((outcome, index) =>
      expect(outcome).toEqual(
        index === 9 ? { reason: 'the decoder failed on it' } : { pixels: new Uint8Array(4).fill(index), facts: FACTS },
      ),
    );
    // However fast they answer: none is given an eighth image. The one that the file kills may have had one alone.
    expect(Math.max(...decoders.asked)).toBeLessThanOrEqual(7);
    expect(decoders.started).toBeGreaterThanOrEqual(Math.ceil(paths.length / 7));
    expect(decoders.running).toBeLessThanOrEqual(2);
  });

  test('refuses a file that takes too long', async () => {
    const { pool } = makePool({ answer: (request) => (request.path === '/image-4' ? null : flat(request)) }, 40);
    const outcomes = await Promise.all(paths.slice(0, 8).map((path) => pool.ask(path)));
    expect(outcomes[4]).toEqual({ reason: 'the decoder failed on it: it took longer than 0.04 seconds' });
    expect(outcomes.filter((outcome) => 'reason' in outcome)).toHaveLength(1);
  });

  test.each([
    ['nothing', undefined],
    ['a word', 'hello'],
    ['an unknown message', { type: 'other', index: 0 }],
    ['an answer to another question', { type: 'refused', index: 77, reason: 'x' }],
    ['pixels of another size', { type: 'decoded', index: 0, pixels: new Uint8Array(5), facts: FACTS }],
    ['pixels that are none', { type: 'decoded', index: 0, pixels: 'aaaa', facts: FACTS }],
    ['pixels without facts', { type: 'decoded', index: 0, pixels: new Uint8Array(4) }],
    ['a reason without end', { type: 'refused', index: 0, reason: 'x'.repeat(1_000_000) }],
  ])('ends a decoder that says %s', async (_what, reply) => {
    const { pool, decoders } = makePool({ answer: () => reply });
    expect(await pool.ask('/image-0')).toEqual({ reason: 'the decoder failed on it' });
    expect(decoders.running).toBe(0);
  });

  test('says so when no decoder can be started', async () => {
    const { pool, decoders } = makePool({ answer: () => null, starts: false });
    const outcomes = await Promise.allSettled(paths.map((path) => pool.ask(path)));
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    await expect(pool.ask('/image-0')).rejects.toThrow('The image decoder cannot be started');
    expect(decoders.started).toBeLessThan(10);
    expect(decoders.running).toBe(0);
  });

  test('closing fails what is not answered and ends every process', async () => {
    const { pool, decoders } = makePool({ answer: () => null });
    const outcomes = paths.map((path) => pool.ask(path));
    await new Promise((resolve) => setTimeout(resolve, 5));
    pool.close(new Error('closed'));
    for (const outcome of await Promise.allSettled(outcomes))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'closed' } });
    expect(decoders.running).toBe(0);
  });
});
