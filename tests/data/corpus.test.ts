import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeImage, lookAtImage, prepareDecoder } from '../../electron/data/decoder/decode.ts';
import { RefusedImage } from '../../electron/data/decoder/refused.ts';
import { plain } from './support/decode.ts';

beforeAll(() => prepareDecoder());

const place = z.tuple([z.number(), z.number()]);
/** As corpus/make.py writes it: where a file lies in the corpus, and what becomes of it. */
const schema = z.array(
  z.union([
    z.strictObject({ name: z.string(), file: place, refused: z.string() }),
    z.strictObject({
      name: z.string(),
      file: place,
      width: z.number(),
      height: z.number(),
      /** Where its pixels lie, in sRGB over black. */
      pixels: place,
      /** The largest difference there may be. */
      within: z.number(),
      facts: z.record(z.string(), z.unknown()),
    }),
  ]),
);

const folder = join(import.meta.dirname, 'corpus');
const files = schema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
const corpus = gunzipSync(readFileSync(join(folder, 'corpus.bin.gz')));
const bytesAt = ([at, length]: readonly [number, number]): Buffer => corpus.subarray(at, at + length);

const mostApart = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 999))), 0);

test('the corpus has at least 300 files', () => expect(files.length).toBeGreaterThanOrEqual(300));

describe('of the corpus is taken, with the pixels that Pillow and LittleCMS read', () => {
  test.each(files.filter((file) => 'pixels' in file))(
    '$name',
    async ({ file, width, height, pixels, within, facts }) => {
      const bytes = bytesAt(file);
      const made = await decodeImage(bytes, plain({ width, height, channels: 3, fit: 'stretch' }));
      expect(made.facts).toMatchObject({ width, height, ...facts });
      expect(await lookAtImage(bytes)).toMatchObject({ width, height, ...facts });
      expect(mostApart(made.pixels, bytesAt(pixels))).toBeLessThanOrEqual(within);
    },
  );
});

describe('of the corpus is refused, with its reason', () => {
  test.each(files.filter((file) => 'refused' in file))('$name: $refused', async ({ file, refused }) => {
    const failed = await decodeImage(
      bytesAt(file),
      plain({ width: 24, height: 18, channels: 3, fit: 'stretch' }),
    ).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RefusedImage);
    expect(String(failed)).toContain(refused);
  });
});
