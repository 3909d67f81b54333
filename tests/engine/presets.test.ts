import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { DEFAULT_LETTERS } from '@shared/letters.ts';
import { networksOf, PRESETS, type Preset } from '@shared/presets/index.ts';
import type { MetricRow } from '@shared/run.ts';
import { makeLetters, openDataset } from '../../electron/data/index.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { isPaired, pairShape } from '@shared/pairs.ts';
import { loadSavedModel } from '../../electron/engine/device/saved-model.ts';
import type { Images } from '../../electron/engine/training/batches.ts';
import { seededFeed } from '../../electron/engine/training/feed.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { besideEachOther } from '@shared/pictures-beside.ts';
import { Trainer } from '../../electron/engine/training/trainer.ts';
import { buildStudio } from '../data/support/letters.ts';
import { BUNDLED } from './support/library.ts';

/** Every recipe through a short run on pictures of its kind, with narrow networks. */
const STEPS = 200;
/** Of those whose steps take long. */
const FEWER: Partial<Record<string, number>> = {
  fastgan: 20,
  r3gan: 20,
  'sngan-resnet': 20,
  sagan: 20,
  stylegan2: 20,
  projected: 5,
};
const NARROW = { batch: 8, 'network.width': 0.03125, 'latent.size': 8, 'samples.count': 4, device: 'cpu' } as const;

type DataSet = 'clothes' | 'pairs' | 'letters28' | 'letters64';
const DATA_SETS: Partial<Record<string, DataSet>> = {
  pix2pix: 'pairs',
  'notmnist-dcgan': 'letters28',
  'dcgan-64': 'letters64',
  'gans-dcgan': 'letters64',
  fastgan: 'letters64',
  projected: 'letters64',
};

const images = new Map<DataSet, Images>();
const library = mkdtempSync(join(tmpdir(), 'forger-presets-'));

async function open(id: string, bundled = ''): Promise<Images> {
  const { record, pixels, labels } = await openDataset(library, bundled, id);
  return { pixels, count: record.count, image: record.image, labels };
}

/** Each picture beside itself, upside down. */
function sideBySide({ pixels, count, image }: Images): Images {
  if (!(pixels instanceof Uint8Array)) throw new Error('The clothes are read from the disk.');
  const one = image.height * image.width * image.channels;
  const few = pixels.slice(0, 300 * one);
  const turned = Uint8Array.from(few, (_, at) => {
    const [index, place] = [Math.floor(at / one), at % one];
    return few[index * one + one - 1 - place] ?? 0;
  });
  return {
    pixels: besideEachOther([turned, few], image),
    count: Math.min(300, count),
    image: pairShape(image),
    labels: null,
  };
}

beforeAll(async () => {
  await openDevice('cpu');
  images.set('clothes', await open('fashion-mnist', BUNDLED));
  images.set('pairs', sideBySide(images.get('clothes') as Images));
  const studio = await buildStudio();
  try {
    for (const size of [28, 64] as const) {
      const { record } = await makeLetters({
        ...studio.parts,
        libraryDir: library,
        options: { ...DEFAULT_LETTERS, name: `Letters ${size}`, count: 300, size, tone: 'mixed' },
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      images.set(`letters${size}`, await open(record.id));
    }
  } finally {
    await studio.remove();
  }
}, 120_000);
afterAll(() => rmSync(library, { recursive: true, force: true, maxRetries: 10 }));

function trainerOf(preset: Preset): Trainer {
  const chosen = images.get(DATA_SETS[preset.id] ?? 'clothes');
  if (!chosen) throw new Error('The pictures were not made.');
  const config = resolveConfig({ preset: preset.id, dataset: 'pictures', ...NARROW });
  const networks = networksOf(preset, config, { image: chosen.image, classes: 10, pairs: isPaired(preset.recipe) });
  const options = { networks, recipe: preset.recipe, config };
  return new Trainer(options, seededFeed(chosen, options), loadSavedModel);
}

/** Kernels that hold the same values in both states. (A critic's last bias does not change its loss, and stays.) */
function unmovedKernels(before: TrainingState, after: TrainingState): string[] {
  return (['generator', 'discriminator'] as const).flatMap((player) =>
    after[player]
      .filter(({ name, data }) => {
        const old = before[player].find((tensor) => tensor.name === name)?.data;
        return name.endsWith('/kernel') && data.every((value, index) => value === old?.[index]);
      })
      .map(({ name }) => `${player} ${name}`),
  );
}

/** Kernels that a recipe asks to be never trained. */
const frozenKernels = ({ duel }: Trainer): string[] => {
  const trained = new Set(duel.discriminator.trainable.map(({ name }) => name));
  return duel.discriminator.variables
    .filter(({ name }) => name.endsWith('/kernel') && !trained.has(name))
    .map(({ name }) => `discriminator ${name}`);
};

const LOSSES = ['dLoss', 'dLossReal', 'dLossFake', 'gLoss', 'dReal', 'dFake'] as const;
const broken = (rows: readonly MetricRow[]): string[] =>
  rows.flatMap((row) => LOSSES.filter((name) => !Number.isFinite(row[name])).map((name) => `${name} at ${row.step}`));

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
  const steps = FEWER[id] ?? STEPS;
  test(`trains ${steps} steps: numbers stay finite, every kernel moves, no tensor is left`, async () => {
    const before = tf.memory().numTensors;
    const trainer = trainerOf(preset);
    const start = await trainer.save();
    const rows: MetricRow[] = [];
    const tensors: number[] = [];
    for (const half of [1, 2]) {
      while (trainer.step < (half * steps) / 2) trainer.trainStep();
      rows.push(...(await trainer.readMetrics()));
      const samples = await trainer.drawSamples();
      expect(new Set(samples.generator).size).toBeGreaterThan(1);
      tensors.push(tf.memory().numTensors);
    }
    expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, index) => index + 1));
    expect(broken(rows)).toEqual([]);
    expect(unmovedKernels(start, await trainer.save())).toEqual(frozenKernels(trainer));
    expect(tensors[1]).toBe(tensors[0]);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
