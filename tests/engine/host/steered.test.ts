import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WalkOptions } from '@shared/animation/options.ts';
import type { GeneratorWeights, RunRecord } from '@shared/run.ts';
import { styleLayers, type Steering } from '@shared/styles.ts';
import { walkFrames } from '../../../electron/engine/host/animation/walk.ts';
import { openGenerator } from '../../../electron/engine/host/generator.ts';
import { gridPicture } from '../../../electron/engine/host/grid.ts';
import { sampleFromCheckpoint } from '../../../electron/engine/host/sample.ts';
import { drawLatents } from '../../../electron/engine/training/latents.ts';
import { drawImages } from '../../../electron/engine/training/samples.ts';
import { meanStyles, steeredImages } from '../../../electron/engine/training/steering.ts';
import { smallLibrary, trainHere, type SmallLibrary } from '../../reliability/support/small-library.ts';

const COUNT = 4;
const PSI = 0.5;
const FROM = 2;
const OTHER = 9;

let folder: string;
let place: SmallLibrary;
let run: RunRecord;
let plain: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-steered-'));
  place = await smallLibrary(folder);
  // Trained just so much that the average and the weights themselves are not the same.
  run = await place.prepare('stylegan2', { steps: 3, 'samples.count': COUNT, 'latent.size': 8 });
  plain = await place.prepare('fashion-gan-torch', { steps: 1 });
  for (const { id } of [run, plain]) expect((await trainHere(place.library, id)).state).toBe('finished');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, maxRetries: 10 }));

const pixelsOf = (png: Uint8Array): number[] => [...decode(png).data];

async function sampled(steering?: Steering, weights: GeneratorWeights = 'own', runId = run.id): Promise<number[]> {
  const { png } = await sampleFromCheckpoint({
    ...{ library: place.library, runId, count: COUNT, weights },
    ...(steering && { steering }),
  });
  return pixelsOf(png);
}

const WALK: WalkOptions = {
  ...{ what: 'walk', format: 'gif', fps: 8, scale: 1, label: false, hold: 0 },
  ...{ latents: 2, frames: 4, tiles: COUNT },
};
async function frame(options: Partial<WalkOptions> = {}, runId = run.id): Promise<number[]> {
  const walk = await walkFrames(place.library, runId, { ...WALK, ...options });
  try {
    return [...(await walk.frame(0))];
  } finally {
    walk.dispose();
  }
}

/** The grid of these weights with styles half way to their mean, and of the other seed from the third on. */
async function byHand(weights: GeneratorWeights): Promise<number[]> {
  const { network, record, dispose } = await openGenerator(place.library, run.id, undefined, 'cpu', weights);
  const { latentSize, image } = record.networks;
  const latentsOf = (seed: number): Float32Array =>
    drawLatents('normal', { seed, purpose: 'sampleLatents', step: 0 }, COUNT, latentSize);
  const mean = meanStyles(network, record);
  const rows = { latents: latentsOf(record.config.seed), shape: [latentSize], range: 'signed' } as const;
  const by = { truncation: { psi: PSI, mean }, mixing: { latents: latentsOf(OTHER), from: FROM } };
  const pixels = await drawImages(network, rows, steeredImages(network, by));
  tf.dispose(mean);
  dispose();
  return [...gridPicture(pixels, image).pixels];
}

describe('samples and walks of a generator with styles', () => {
  const steering: Steering = { truncation: PSI, mixing: { seed: OTHER, from: FROM } };

  it('are steered by the weights that are asked for', async () => {
    const [own, average] = [await byHand('own'), await byHand('average')];
    expect(own).not.toEqual(average);
    expect(await sampled(steering)).toEqual(own);
    expect(await sampled(steering, 'average')).toEqual(average);
    expect(await frame({ steering })).toEqual(own);
    expect(await frame({ steering, weights: 'average' })).toEqual(average);
  });

  it('are what they were where nothing is steered', async () => {
    const [grid, walked] = [await sampled(), await frame()];
    const samples = await place.library.listSamples(run.id);
    expect(grid).toEqual(pixelsOf(await place.library.readSample(run.id, samples.at(-1)!.file)));
    const { length: none } = styleLayers(run.networks.generator);
    for (const idle of [{}, { truncation: 1 }, { mixing: { seed: OTHER, from: none } }]) {
      expect(await sampled(idle)).toEqual(grid);
      expect(await frame({ steering: idle })).toEqual(walked);
    }
    expect(await sampled({ truncation: 0.9 })).not.toEqual(grid);
  });

  it('take all styles of another seed from the first layer on', async () => {
    const { png } = await sampleFromCheckpoint({ library: place.library, runId: run.id, count: COUNT, seed: OTHER });
    expect(await sampled({ mixing: { seed: OTHER, from: 0 } })).toEqual(pixelsOf(png));
  });

  it('say in a sentence what cannot be steered', async () => {
    await expect(sampled({ truncation: 0 }, 'own', plain.id)).rejects.toThrow('has no Style layers');
    await expect(frame({ steering: { truncation: 0 } }, plain.id)).rejects.toThrow('has no Style layers');
    const { length: styles } = styleLayers(run.networks.generator);
    await expect(sampled({ mixing: { seed: 1, from: styles + 1 } })).rejects.toThrow(`has ${styles} Style layers`);
    await expect(frame({ weights: 'average' }, plain.id)).rejects.toThrow('keeps no EMA');
  });
});
