import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ForgerError } from '../../electron/shared/contract/errors.ts';
import { collect, readIdx } from '../../electron/data/idx/read.ts';
import { encodeIdx } from './support/idx.ts';

const LIMIT = 1 << 20;

/** Cut into pieces of any size, as a file or the network would bring it. */
function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (
  bytes: Uint8Array,
  limit = LIMIT,
  size = 4096,
): Promise<{ dimensions: readonly number[]; data: Uint8Array }> => {
  const stream = await readIdx({ size: bytes.length, chunks: pieces(bytes, size) }, limit);
  return { dimensions: stream.header.dimensions, data: await collect(stream) };
};

const anyIdx = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }).chain((dimensions) => {
  const length = dimensions.reduce((product, dimension) => product * dimension, 1);
  return fc.record({
    dimensions: fc.constant(dimensions),
    data: fc.uint8Array({ minLength: length, maxLength: length }),
  });
});

describe('an IDX file', () => {
  test('comes back as it was written, gzipped or plain, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyIdx,
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        async ({ dimensions, data }, gzipped, size) => {
          const bytes = encodeIdx(dimensions, data);
          const back = await read(gzipped ? gzipSync(bytes) : bytes, LIMIT, size);
          expect(back.dimensions).toEqual(dimensions);
          expect(Buffer.from(back.data)).toEqual(Buffer.from(data));
        },
      ),
    );
  });

  test('that is cut off anywhere is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyIdx,
        fc.boolean(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async ({ dimensions, data }, gzipped, share) => {
          const whole = gzipped ? gzipSync(encodeIdx(dimensions, data)) : encodeIdx(dimensions, data);
          await expect(read(whole.subarray(0, Math.floor(whole.length * share)))).rejects.toMatchObject({
            code: 'damaged',
          });
        },
      ),
    );
  });

  test('that holds more than it says is refused', async () => {
    const bytes = Buffer.concat([encodeIdx([2, 2, 2], new Uint8Array(8)), Buffer.alloc(1)]);
    await expect(read(bytes)).rejects.toThrow('more than its header says');
    await expect(read(gzipSync(bytes))).rejects.toThrow('more than its header says');
  });

  test('random bytes, whatever their beginning, are read whole or refused with a sentence', async () => {
    const headed = fc.tuple(fc.constantFrom([0, 0, 8], [0x1f, 0x8b, 8], []), fc.uint8Array({ maxLength: 64 }));
    await fc.assert(
      fc.asyncProperty(headed, async ([start, rest]) => {
        const outcome = await read(Buffer.from([...start, ...rest])).then(
          ({ dimensions, data }) => data.length === dimensions.reduce((product, dimension) => product * dimension, 1),
          (error: unknown) => error instanceof ForgerError && error.code === 'damaged',
        );
        expect(outcome).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a header that lies', () => {
  const promise = (...dimensions: number[]): Buffer => encodeIdx(dimensions, new Uint8Array(0));

  test.each([
    ['more than the limit', promise(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), LIMIT, 'promises more'],
    ['more than the limit, gzipped', gzipSync(promise(60_000, 28, 28)), LIMIT, 'promises more'],
    ['more than the file can hold', promise(60_000, 28, 28), 2 ** 31, 'too small'],
    ['more than gzip could make of it', gzipSync(promise(60_000, 28, 28)), 2 ** 31, 'too small'],
    ['nothing', promise(0, 28, 28), LIMIT, 'it is empty'],
    ['five dimensions', promise(1, 1, 1, 1, 1), LIMIT, '5 dimensions'],
    ['numbers that are not bytes', Buffer.from([0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0]), LIMIT, 'not unsigned bytes'],
  ])('about %s is refused before anything is set aside', async (_what, bytes, limit, sentence) => {
    // Only the header is read here: nothing was allocated for the data when this fails.
    await expect(readIdx({ size: bytes.length, chunks: [bytes] }, limit)).rejects.toThrow(sentence);
  });

  test('a gzip bomb is left as soon as it exceeds its promise', async () => {
    const bomb = gzipSync(Buffer.concat([encodeIdx([1, 28, 28], new Uint8Array(784)), Buffer.alloc(256 << 20)]), {
      level: 9,
    });
    let taken = 0;
    function* counted(): Generator<Uint8Array> {
      for (const piece of pieces(bomb, 1024)) {
        taken += piece.length;
        yield piece;
      }
    }
    const stream = await readIdx({ size: bomb.length, chunks: counted() }, LIMIT);
    await expect(collect(stream)).rejects.toThrow('more than its header says');
    expect(taken).toBeLessThan(bomb.length / 2);
  });
});
