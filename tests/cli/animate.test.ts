import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnimationResult } from '@shared/animation/options.ts';
import { run } from '../../electron/cli/run.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';
import { TINY_IMAGE } from '../engine/support/tiny.ts';
import { decodeAnimation, enlarged } from '../export/support/animation.ts';

let place: TemporaryLibrary;
let folder: string;
let id: string;
/** Five images a batch of eight images in 40: an epoch is five steps, and three epochs are trained. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-animate-'));
  place = await temporaryLibrary();
  ({ id } = await place.prepare({ steps: 15, seed: 3 }));
  expect((await trainHere(place.library, id)).message).toBeNull();
});
afterAll(async () => {
  place.remove();
  await rm(folder, { recursive: true });
});

/** RUN stands for the trained run's id. */
async function forger(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  const named = words.map((word) => (word === 'RUN' ? id : word));
  return { code: await run([...named, '--library', place.library.dir], terminal, {}), ...said };
}

async function animate(file: string, ...words: string[]) {
  const out = join(folder, file);
  const { code, out: text, err } = await forger('animate', 'RUN', '--json', '--out', out, ...words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return { result: JSON.parse(text) as AnimationResult, decoded: await decodeAnimation(await readFile(out)) };
}

describe('forger animate --what epochs', () => {
  it('shows every sample grid, pixel by pixel, in the format that --out names', async () => {
    const samples = await place.library.listSamples(id);
    expect(samples.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    for (const file of ['epochs.gif', 'epochs.webp']) {
      const { result, decoded } = await animate(file, '--fps', '10', '--scale', '6', '--no-label', '--hold', '1');
      expect(result).toMatchObject({
        run: id,
        what: 'epochs',
        frames: 4,
        width: 48,
        height: 48,
        path: join(folder, file),
      });
      expect(decoded.delays).toEqual([100, 100, 100, 1100]);
      for (const [index, { file: sample }] of samples.entries()) {
        const { data } = decode(await readFile(place.library.samplePath(id, sample)));
        expect(decoded.frames[index]).toEqual(enlarged(Uint8Array.from(data), { width: 8, height: 8, channels: 1 }, 6));
      }
    }
  });

  it('takes a range of epochs, and labels unless told not to', async () => {
    const { decoded } = await animate('some.gif', '--from', '1', '--to', '2', '--scale', '10');
    expect(decoded.frames).toHaveLength(2);
    expect(decoded.height).toBeGreaterThan(80);
  });
});

describe('forger animate --what walk', () => {
  const WALK = ['--what', 'walk', '--tiles', '4', '--latents', '3', '--frames', '9', '--scale', '1', '--no-label'];

  it('begins with what the generator draws for its fixed latents, and comes back', async () => {
    const { result, decoded } = await animate('walk.webp', ...WALK);
    expect(result).toMatchObject({ frames: 9, width: 8, height: 8 });
    const grid = join(folder, 'grid.png');
    expect(await forger('samples', 'RUN', '--count', '12', '--out', grid)).toMatchObject({ code: 0 });
    const { width, data } = decode(await readFile(grid));
    // The k-th latent of tile t is sample 4k + t, in a grid of four columns; a frame is two by two.
    const side = TINY_IMAGE.width;
    const tile = (latent: number, t: number): number[] =>
      Array.from({ length: side * side }, (_, at) =>
        Number(data[(latent * side + Math.floor(at / side)) * width + t * side + (at % side)]),
      );
    for (const latent of [0, 1, 2])
      for (const t of [0, 1, 2, 3]) {
        const frame = decoded.frames[latent * 3]!;
        const shown = Array.from({ length: side * side }, (_, at) => {
          const [x, y] = [(t % 2) * side + (at % side), Math.floor(t / 2) * side + Math.floor(at / side)];
          return frame[(y * 8 + x) * 3]!;
        });
        // A batch of four and one of twelve may round differently by a level.
        shown.forEach((level, at) => expect(Math.abs(level - tile(latent, t)[at]!)).toBeLessThanOrEqual(1));
      }
    const change = (a: number, b: number): number =>
      decoded.frames[a]!.reduce((sum, level, at) => sum + Math.abs(level - decoded.frames[b]![at]!), 0);
    // Closed: the last frame is as near to the first as neighbours are, and nearer than the far side.
    expect(change(8, 0)).toBeLessThan(2 * Math.max(change(0, 1), change(1, 2)) + 1);
    expect(change(0, 1)).toBeGreaterThan(0);
  });

  it('is the same file for the same seed, another for another, one large image where asked', async () => {
    const file = async (name: string, ...words: string[]): Promise<string> => {
      await animate(name, ...WALK, ...words);
      return (await readFile(join(folder, name))).toString('base64');
    };
    const first = await file('a.gif', '--seed', '5');
    expect(await file('b.gif', '--seed', '5')).toBe(first);
    expect(await file('c.gif', '--seed', '6')).not.toBe(first);
    const { decoded } = await animate('one.gif', ...WALK, '--tiles', '1', '--scale', '16', '--epoch', '1');
    expect([decoded.width, decoded.height]).toEqual([64, 64]);
  });
});

describe('what cannot be animated', () => {
  it.each([
    [['nope'], 'There is no run "nope" in this library.'],
    [['RUN', '--fps', '51'], "option '--fps <N>' argument '51' is invalid. It must be a whole number from 1 to 50."],
    [['RUN', '--scale', '0'], "option '--scale <N>' argument '0' is invalid."],
    [['RUN', '--what', 'dance'], 'Allowed choices are epochs, walk.'],
    [['RUN', '--format', 'mp4'], 'Allowed choices are gif, webp.'],
    [['RUN', '--format', 'gif', '--out', 'x.webp'], '--format gif and --out x.webp say different things.'],
    [['RUN', '--from', '2', '--to', '2'], '--from must be an epoch before that of --to.'],
    [['RUN', '--from', '3'], 'There are fewer than two sample grids between those epochs.'],
    [['RUN', '--scale', '1'], 'The label does not fit below so small a picture.'],
    [['RUN', '--what', 'walk', '--epoch', '9'], 'There is no checkpoint of epoch 9'],
    [['RUN', '--what', 'walk', '--seed', '4294967296'], '--seed takes a whole number below 4,294,967,296.'],
    [['RUN', '--what', 'walk', '--truncation', '0.5'], 'This generator has no Style layers'],
    [['RUN', '--what', 'walk', '--truncation', '-0.5'], 'This generator has no Style layers'],
    [['RUN', '--what', 'walk', '--truncation', '1.1'], 'It must be a number from -1 to 1.'],
    [['RUN', '--what', 'walk', '--mix-seed', '3'], 'Styles are mixed by --mix-seed and --mix-from together.'],
    [['RUN', '--what', 'walk', '--mix-from', '0', '--mix-seed', '3'], 'It must be a whole number from 1 on.'],
    [['RUN', '--what', 'walk', '--average'], 'This run keeps no EMA of its generator.'],
    [['RUN', '--what', 'walk', '--tiles', '100', '--frames', '1000', '--scale', '32', '--no-label'], 'are too many.'],
  ])('%j: one line, and no file', async (words, line) => {
    const before = await readdir('.');
    const { code, out, err } = await forger('animate', ...words);
    expect(code).toBeGreaterThan(0);
    expect(out).toBe('');
    expect(err).toMatch(/^forger: [^\n]+\n$/);
    expect(err).toContain(line);
    expect(await readdir('.')).toEqual(before);
  });

  it('a run that was not trained yet', async () => {
    const { id: fresh } = await place.prepare();
    expect((await forger('animate', fresh)).err).toBe(
      'forger: This run has no samples yet. Let it train for an epoch first.\n',
    );
    expect((await forger('animate', fresh, '--what', 'walk')).err).toContain('This run has no checkpoint yet.');
  });
});
