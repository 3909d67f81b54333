import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '@shared/run.ts';
import { sampleShape } from '@shared/pairs.ts';
import { heldPairs } from '../../../electron/export/index.ts';
import { lookInside } from '../../../electron/engine/host/inside/look.ts';
import { prepareBranch } from '../../../electron/engine/host/prepare-branch.ts';
import { sampleFromCheckpoint } from '../../../electron/engine/host/sample.ts';
import { Court } from '../../../electron/engine/host/verdict/court.ts';
import { walkFrames } from '../../../electron/engine/host/animation/walk.ts';
import { drawFakes } from '../../../electron/engine/host/evaluate/fakes.ts';
import { BUNDLED, smallLibrary, trainHere, type SmallLibrary } from '../../reliability/support/small-library.ts';

let folder: string;
let place: SmallLibrary;
let run: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-pairs-'));
  place = await smallLibrary(folder);
  run = await place.prepare('pix2pix', { steps: 4, batch: 1, 'samples.count': 3, 'checkpoint.everySteps': 2 });
  expect((await trainHere(place.library, run.id)).state).toBe('finished');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, maxRetries: 10 }));

const never = new AbortController().signal;
const WALK = {
  what: 'walk',
  format: 'gif',
  fps: 8,
  scale: 1,
  label: false,
  hold: 0,
  latents: 2,
  frames: 4,
  tiles: 1,
} as const;

describe('a run on pairs', () => {
  it('holds the inputs of its samples, which any checkpoint can be given again', async () => {
    const { library } = place;
    const samples = await library.listSamples(run.id);
    const newest = samples.at(-1);
    const { png } = await sampleFromCheckpoint({ library, runId: run.id, step: 4, count: 3 });
    expect(Buffer.from(png)).toEqual(Buffer.from(await library.readSample(run.id, newest?.file ?? '')));
    const held = await heldPairs(library, run);
    expect(held).toHaveLength(3 * 28 * 56);
    const { generator } = await library.readCheckpoint(run.id, 4);
    expect(generator.some(({ name }) => name.endsWith('/kept'))).toBe(true);
    expect(sampleShape(run.networks)).toEqual({ height: 28, width: 84, channels: 1 });
  });

  it('says in a sentence what its samples cannot be made of', async () => {
    const asked = { library: place.library, runId: run.id };
    await expect(sampleFromCheckpoint({ ...asked, count: 4 })).rejects.toThrow('holds 3 inputs');
    await expect(sampleFromCheckpoint({ ...asked, count: 3, seed: 7 })).rejects.toThrow('leave out the seed');
    await expect(walkFrames(place.library, run.id, WALK)).rejects.toThrow('begins with an image');
  });

  it('shows what both networks make of pairs', async () => {
    const look = await lookInside({
      ...{ library: place.library, bundledDir: BUNDLED, runId: run.id, step: 4, signal: never },
      samples: { generator: 1, discriminator: 1 },
    });
    expect(look.generator.samples).toMatchObject({ width: 28, height: 28 });
    expect(look.discriminator.samples).toMatchObject({ width: 56, height: 28 });
    expect(look.real).toBeGreaterThan(0);
    expect(look.generator.activations.length).toBeGreaterThan(5);
  });

  it('lets D judge a pair, and a sample as its input with what G made of it', async () => {
    const court = new Court();
    const samples = await place.library.listSamples(run.id);
    const asked = { library: place.library, bundledDir: BUNDLED, runId: run.id, step: 4, signal: never };
    const verdicts = [];
    for (const subject of [
      { kind: 'image', index: 2 } as const,
      { kind: 'sample', file: samples.at(-1)?.file ?? '', index: 1 } as const,
    ])
      verdicts.push(await court.ask({ ...asked, subject, onProgress: () => undefined }));
    court.dispose();
    for (const { score, pixels, image } of verdicts) {
      expect(score).toSatisfy(Number.isFinite);
      expect(image).toEqual({ height: 28, width: 56, channels: 1 });
      expect(pixels).toHaveLength(28 * 56);
    }
    const checkpoint = await place.library.readCheckpoint(run.id, 4);
    const held = await heldPairs(place.library, run);
    const options = {
      checkpoint,
      weights: 'own',
      pairs: held,
      labels: Int32Array.of(0),
      count: 3,
      signal: never,
    } as const;
    const fakes = await drawFakes(run, options);
    // The right half of what D judged is what G makes of the left one.
    const judged = verdicts[1]?.pixels ?? new Uint8Array();
    for (let row = 0; row < 28; row += 1)
      expect(judged.slice(row * 56 + 28, (row + 1) * 56)).toEqual(fakes.slice((28 + row) * 28, (28 + row) * 28 + 28));
  });

  it('begins another from its checkpoint on pairs alone', async () => {
    const from = { run: run.id, step: 4 };
    const asked = { library: place.library, bundledDir: BUNDLED, from };
    await expect(prepareBranch({ ...asked, changes: { dataset: place.dataset } })).rejects.toThrow('Choose pairs');
    const next = await prepareBranch({ ...asked, changes: { steps: 2 } });
    expect((await trainHere(place.library, next.id)).state).toBe('finished');
  });
});
