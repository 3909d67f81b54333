import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { Layer, NetworkPair } from '@shared/network/layers.ts';
import { findPreset } from '@shared/presets/index.ts';
import { judge, judgementRules } from '../../electron/engine/metric/judgement.ts';
import { sortReadings, type Readings } from '../../electron/engine/metric/readings.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import type { StepDraws, StepPurpose } from '../../electron/engine/random/step-draws.ts';
import { Duel } from '../../electron/engine/training/duel.ts';
import { dueAt } from '../../electron/engine/training/step/due.ts';
import { distance, toNamed, toTensor, type GoldenTensor, type GoldenTensors } from './golden.ts';

/** Losses, penalties and options against PyTorch: see make_beyond.py. */
interface Case {
  config: Partial<RunSettings>;
  rate: number;
  steps: number;
  noise: number;
  classes: number;
  auxiliary: boolean;
  embedding: boolean;
  real: GoldenTensor;
  latents: GoldenTensor;
  realLabels: number[];
  asked: number[];
  draws: Record<string, GoldenTensor[]>;
  before: Record<'generator' | 'discriminator', GoldenTensors>;
  after: Record<'generator' | 'discriminator', GoldenTensors>;
  losses: Record<string, number>;
}
const CASES = JSON.parse(readFileSync(join(import.meta.dirname, 'beyond.json'), 'utf8')) as Record<string, Case>;
const TOLERANCE = 1e-5;
const PLAYERS = ['generator', 'discriminator'] as const;

function networksOf({ classes, auxiliary, embedding }: Case): NetworkPair {
  const leakyRelu: Layer = { type: 'leakyRelu', slope: 0.2 };
  const conv = (filters: number): Layer => ({
    type: 'conv2d',
    filters,
    kernelSize: 4,
    stride: 2,
    padding: 'same',
    useBias: true,
  });
  const labelled = (join: 'multiply' | 'plane'): Layer => ({ type: 'labelEmbedding', classes, join });
  return {
    latentSize: 3,
    image: { height: 8, width: 8, channels: 1 },
    ...(classes > 0 && { classes }),
    generator: [
      ...(classes > 0 ? [labelled('multiply')] : []),
      { type: 'dense', units: 64, useBias: true },
      { type: 'tanh' },
      { type: 'reshape', shape: [8, 8, 1] },
    ],
    discriminator: [
      ...(embedding ? [labelled('plane')] : []),
      conv(3),
      leakyRelu,
      conv(4),
      leakyRelu,
      { type: 'flatten' },
      { type: 'dense', units: 1 + (auxiliary ? classes : 0), useBias: true },
    ],
  };
}

/** Hands out the numbers PyTorch was given. */
function givenDraws(draws: Case['draws']): StepDraws {
  const asked = new Map<string, number>();
  const next = (purpose: StepPurpose, shape: readonly number[]): tf.Tensor => {
    const index = asked.get(purpose) ?? 0;
    asked.set(purpose, index + 1);
    const given = draws[purpose]?.[index];
    if (given?.shape.join() !== shape.join()) throw new Error(`PyTorch did not draw ${purpose} ${index}, ${shape}.`);
    return toTensor(given);
  };
  return {
    normals: next,
    uniforms: next,
    trials: next,
    dropout: () => () => {
      throw new Error('There is no dropout here.');
    },
    layerNoise: () => () => {
      throw new Error('There is no noise of layers here.');
    },
  };
}

/** The largest share by which losses and weights after one step differ. */
function differences(golden: Case, change: Partial<RunSettings> = {}): number {
  const plain: Partial<RunSettings> = {};
  for (const player of PLAYERS) {
    plain[`optimizer.${player}.kind`] = 'sgd';
    plain[`optimizer.${player}.learningRate`] = golden.rate;
  }
  const config = resolveConfig({ preset: 'lsgan', dataset: 'golden', ...plain, ...golden.config, ...change });
  const { recipe } = findPreset('lsgan') as NonNullable<ReturnType<typeof findPreset>>;
  const duel = new Duel({ networks: networksOf(golden), recipe, config });
  try {
    const state = { iterations: 0, slots: [] };
    duel.restore({
      generator: toNamed(golden.before.generator),
      discriminator: toNamed(golden.before.discriminator),
      optimizers: { generator: state, discriminator: state },
    });
    return tf.tidy(() => {
      const labels = (given: number[]) => (golden.classes > 0 ? tf.tensor1d(given, 'int32') : null);
      const asked = { latents: toTensor(golden.latents), labels: labels(golden.asked) };
      const real = { images: toTensor(golden.real), labels: labels(golden.realLabels) };
      const noise = golden.noise > 0 ? tf.scalar(golden.noise) : null;
      let read: Readings[] = [];
      for (let step = 0; step < golden.steps; step++) {
        const context = { draws: givenDraws(golden.draws), noise, due: dueAt(step) };
        read = [...duel.updateDiscriminator(real, asked, context), duel.updateGenerator(real, asked, context)];
      }
      const sorted = sortReadings(
        tf.concat1d(read.map(({ values }) => values)).dataSync<'float32'>(),
        read.flatMap(({ parts }) => parts),
      );
      const row: Record<string, number> = judge(sorted, judgementRules(recipe, config));
      const losses = Object.entries(golden.losses).map(([name, loss]) => distance([row[name] ?? Number.NaN], [loss]));
      const moves = PLAYERS.flatMap((player) =>
        Object.entries(golden.after[player]).map(([name, { data }]) => {
          const before = golden.before[player][name]?.data ?? [];
          const weight = duel[player].variables.find((variable) => variable.name === name);
          const ours = weight?.value.dataSync<'float32'>() ?? new Float32Array();
          // Of the move, whose size is that of the gradient.
          const moved = (values: ArrayLike<number>) => Array.from(values, (value, at) => value - (before[at] ?? 0));
          return distance(moved(ours), moved(data));
        }),
      );
      return Math.max(...losses, ...moves);
    });
  } finally {
    duel.dispose();
  }
}

describe.each(['cpu', 'js'] as const)('on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(Object.keys(CASES))('%s: losses, and both networks after a step, as in PyTorch', (name) => {
    expect(differences(CASES[name] as Case)).toBeLessThan(TOLERANCE);
  });
});

describe('the golden values have teeth', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each<[string, string, Partial<RunSettings>]>([
    ['least squares', 'another loss', { 'loss.kind': 'cross-entropy' }],
    ['wasserstein, clipped', 'no clipping', { 'clip.weights': 0 }],
    ['wasserstein, gradient penalty', 'another weight', { 'penalty.weight': 9.99 }],
    ['wasserstein, gradient penalty', 'a penalty at real images', { 'penalty.kind': 'r1' }],
    ['hinge', 'no margin', { 'loss.kind': 'wasserstein' }],
    ['R1', 'a penalty twice as large', { 'penalty.weight': 8 }],
    ['DRAGAN', 'no penalty', { 'penalty.kind': 'none' }],
    ['R2', 'a penalty at real images', { 'penalty.kind': 'r1' }],
    ['R1 and R2', 'one of the two', { 'penalty.kind': 'r2' }],
    ['R1 and R2, lazily', 'a penalty in every step', { 'penalty.every': 1 }],
    ['R1 and R2, lazily', 'another weight', { 'penalty.weight': 3.99 }],
    ['auxiliary classifier', 'another class weight', { 'loss.classWeight': 0.99 }],
    ['relativistic pairs', 'a loss of single images', { 'loss.kind': 'cross-entropy' }],
    ['relativistic pairs', 'another weight', { 'penalty.weight': 0.501 }],
    ['label noise', 'plain targets', { 'labels.real.low': 1, 'labels.real.high': 1, 'labels.fake.high': 0 }],
  ])('%s fails with %s', (name, _what, change) => {
    expect(differences(CASES[name] as Case, change)).toBeGreaterThan(TOLERANCE);
  });
});
