import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { Layer, NetworkPair } from '@shared/network/layers.ts';
import { findPreset, type Preset } from '@shared/presets/index.ts';
import { slotUnits } from '../../electron/engine/training/adam.ts';
import { javascriptDraws, stepDraws } from '../../electron/engine/random/step-draws.ts';
import type { DuelOptions } from '../../electron/engine/training/duel.ts';
import type { Feed } from '../../electron/engine/training/feed.ts';
import type { TrainerState } from '../../electron/engine/training/state.ts';

const tensor = z.object({ shape: z.array(z.number()), data: z.array(z.number()) });
const tensors = z.record(z.string(), tensor);
const players = <T extends z.ZodType>(schema: T) => z.object({ generator: schema, discriminator: schema });
const counts = z.object({ trainable: z.number(), nonTrainable: z.number() });
const slots = z.object({ iterations: z.number(), m: tensors, v: tensors });

const goldenSchema = z.object({
  image: z.object({ height: z.number(), width: z.number(), channels: z.literal(1) }),
  latentSize: z.number(),
  batch: z.number(),
  units: players(z.record(z.string(), z.number())),
  counts: players(counts),
  before: players(tensors),
  optimizersBefore: players(slots),
  forward: z.object({
    generatorInference: tensor,
    generatorTraining: tensor,
    averagesAfterTraining: tensors,
    discriminator: tensor,
  }),
  steps: z.array(
    z.object({
      real: tensor,
      latents: z.object({ discriminator: tensor, generator: tensor.optional() }),
      losses: z.record(z.string(), z.number()),
      gradients: players(z.array(tensors)),
      after: players(tensors),
      optimizers: players(slots),
    }),
  ),
});
export type Golden = z.infer<typeof goldenSchema>;
export type GoldenTensor = z.infer<typeof tensor>;
export type GoldenTensors = z.infer<typeof tensors>;

/** Our stored slots in units of the originals'; both recipes use these betas. */
export const SLOT_UNITS = slotUnits({ beta1: 0.5, beta2: 0.999 });

export const readGolden = (id: string): Golden =>
  goldenSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, `${id}.json`), 'utf8')));

export const toTensor = ({ shape, data }: GoldenTensor): tf.Tensor => tf.tensor(data, shape, 'float32');

export const toNamed = (golden: GoldenTensors): NamedTensor[] =>
  Object.entries(golden).map(([name, { shape, data }]) => ({ name, shape, data: Float32Array.from(data) }));

/** The preset itself with narrower layers: same recipe, same list of layers. */
function narrowed(preset: Preset, golden: Golden): NetworkPair {
  const pair = preset.networks(golden.image, golden.latentSize, 0);
  const narrow = (layers: readonly Layer[], units: Record<string, number>): Layer[] =>
    layers.map((layer) => (layer.type === 'dense' ? { ...layer, units: units[layer.units] ?? layer.units } : layer));
  return {
    ...pair,
    generator: narrow(pair.generator, golden.units.generator),
    discriminator: narrow(pair.discriminator, golden.units.discriminator),
  };
}

export function goldenOptions(id: string, golden: Golden, execution: RunConfig['execution'] = 'eager'): DuelOptions {
  const preset = findPreset(id);
  if (!preset) throw new Error(`There is no preset ${id}.`);
  const config = resolveConfig({
    preset: id,
    dataset: 'golden',
    batch: golden.batch,
    'latent.size': golden.latentSize,
    execution,
  });
  return { networks: narrowed(preset, golden), recipe: preset.recipe, config };
}

/** Feeds a trainer the images and latents the original framework was fed. */
export function goldenFeed(golden: Golden): Feed {
  const at = (step: number): Golden['steps'][number] => {
    const given = golden.steps[step];
    if (!given) throw new Error(`There is no golden step ${step}.`);
    return given;
  };
  const rows = (given: GoldenTensor | undefined, count: number): Float32Array => {
    if (!given || given.shape[0] !== count)
      throw new Error(`The recipe asks for ${count} where the original took ${given?.shape[0]}.`);
    return Float32Array.from(given.data);
  };
  return {
    stepsPerEpoch: golden.steps.length,
    sizeAt: () => golden.batch,
    real: (step, _part, count) => rows(at(step).real, count),
    latents: (player, step, _part, count) => rows(at(step).latents[player], count),
    realLabels: (_step, _part, count) => new Int32Array(count),
    askedLabels: (_player, _step, _part, count) => new Int32Array(count),
    noise: () => 0,
  };
}

/** What a step has of its own, without chance. */
export const goldenContext = () => ({ draws: stepDraws(javascriptDraws(0, 0)), noise: null });

/** The state before the first step. */
export function goldenStart(golden: Golden): TrainerState {
  const optimizer = (player: 'generator' | 'discriminator') => {
    const { iterations, m, v } = golden.optimizersBefore[player];
    const named = (kind: 'm' | 'v', given: GoldenTensors): NamedTensor[] =>
      toNamed(given).map((slot) => ({
        ...slot,
        name: `${slot.name}/${kind}`,
        data: slot.data.map((value) => value * SLOT_UNITS[kind]),
      }));
    return { iterations, slots: [...named('m', m), ...named('v', v)] };
  };
  return {
    step: 0,
    elapsed: 0,
    generator: toNamed(golden.before.generator),
    discriminator: toNamed(golden.before.discriminator),
    optimizers: { generator: optimizer('generator'), discriminator: optimizer('discriminator') },
  };
}

/** How far two arrays are apart: the largest difference as a share of the largest value, or of `scale`. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>, scale = 0): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = scale;
  let apart = 0;
  for (let index = 0; index < expected.length; index++) {
    const value = expected[index] as number;
    largest = Math.max(largest, Math.abs(value));
    const difference = Math.abs((actual[index] as number) - value);
    apart = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(apart, difference);
  }
  return largest === 0 ? apart : apart / largest;
}
