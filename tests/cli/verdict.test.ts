import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as data from '../../electron/data/index.ts';
import { buildDecoder } from '../data/support/decoder.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';
import { forgerOn } from './support/forger.ts';

const decoders = vi.hoisted((): { built: Awaited<ReturnType<typeof buildDecoder>> | null } => ({ built: null }));
vi.mock('../../electron/data/index.ts', async (original) => {
  const real = await original<typeof data>();
  // Beside the sources there is no built one.
  const forkDecoder: typeof real.forkDecoder = (script) => decoders.built?.launcher ?? real.forkDecoder(script);
  return { ...real, forkDecoder };
});

let place: TemporaryLibrary;
let id: string;
let file: string;
beforeAll(async () => {
  decoders.built = await buildDecoder();
  place = await temporaryLibrary(40);
  ({ id } = await place.prepare({ steps: 10, 'evaluations.every': 0 }));
  await trainHere(place.library, id);
  file = join(place.library.dir, 'a picture.png');
  const wide = { width: 12, height: 6, channels: 3, background: '#876' } as const;
  await writeFile(file, await sharp({ create: wide }).png().toBuffer());
});
afterAll(async () => {
  place.remove();
  await decoders.built?.remove();
});

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(place.library.dir, words);

describe('forger verdict', () => {
  it('says where a picture lies among real images and fakes, and what is near it', async () => {
    const { code, out, err } = await forger('verdict', id, file);
    expect([code, err]).toEqual([0, '']);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(
      /^D takes it for (real|a fake), with a probability of \d+ %: more real than \d+ % of the fakes and \d+ % of the real images\.$/,
    );
    expect(lines[1]).toMatch(/^(No copy|Nearly a copy)/);
    expect(lines[3]).toMatch(/^nearest +of the spacing there +by/);
    expect(lines.slice(4)).toHaveLength(9);
  });

  it('prints the same as one object, of the checkpoint that is meant', async () => {
    const { out } = await forger('verdict', 'latest', file, '--step', '5', '--json');
    const facts = JSON.parse(out) as { score: number; probability: number; nearest: object[] };
    expect(facts).toMatchObject({
      ...{ run: id, step: 5, epoch: 1, takesForReal: facts.score > 0, told: null, read: null },
      above: { real: expect.any(Number), fake: expect.any(Number) },
      scored: { real: 40, fake: 500 },
    });
    expect(facts.probability).toBeCloseTo(1 / (1 + Math.exp(-facts.score)), 9);
    expect(facts.nearest).toHaveLength(8);
    expect(Object.keys(facts.nearest[0] ?? {}).sort()).toEqual([
      'distance',
      'index',
      'kinship',
      'label',
      'look',
      'spacing',
    ]);
  });

  it('refuses what is no picture, and checkpoints that are not there', async () => {
    const text = join(place.library.dir, 'notes.png');
    await writeFile(text, 'not a picture');
    expect((await forger('verdict', id, text)).err).toBe(
      'forger: D cannot be shown “notes.png”: not an image that Forger reads (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF).\n',
    );
    expect((await forger('verdict', id, join(place.library.dir, 'gone.png'))).err).toMatch(/There is no file at/);
    expect((await forger('verdict', id, file, '--step', '7')).err).toMatch(/There is no checkpoint of step 7/);
  });
});
