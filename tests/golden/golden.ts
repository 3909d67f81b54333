import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { resolveConfig } from '@shared/config/resolve.ts';
import { keepsAverage, optimizerNumbersAt } from '@shared/config/schedules.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { nodesOf, withNodes } from '@shared/network/graph.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import { imageShapeSchema, type Layer, type NetworkPair } from '@shared/network/layers.ts';
import { findPreset, type Preset } from '@shared/presets/index.ts';
import { r3ganNetworks } from '@shared/presets/r3gan-stacks.ts';
import { styleNetworks } from '@shared/presets/style-stacks.ts';
import { slotUnits } from '../../electron/engine/training/adam-numbers.ts';
import type { DuelOptions } from '../../electron/engine/training/duel.ts';
import { joinedPairs } from '../../electron/engine/training/joined-pairs.ts';
import type { Feed } from '../../electron/engine/training/feed.ts';
import type { TrainingState } from '@shared/training-state.ts';

export const PLAYERS = ['generator', 'discriminator'] as const;
export type Player = (typeof PLAYERS)[number];

const tensor = z.object({ shape: z.array(z.number()), data: z.array(z.number()) });
const tensors = z.record(z.string(), tensor);
const players = <T extends z.ZodType>(schema: T) => z.object({ generator: schema, discriminator: schema });
const counts = z.object({ trainable: z.number(), nonTrainable: z.number() });
/** What an optimiser remembers: Adam m and v, RMSprop v alone. */
const slots = z.object({ iterations: z.number(), m: tensors.optional(), v: tensors });
/** What a dropout layer kept in one pass, in the order of the passes; a digit, 1 or 0, each. */
const mask = z.object({
  player: z.enum(PLAYERS),
  layer: z.number(),
  shape: z.array(z.number()),
  kept: z.string(),
});
/** Random numbers that a step draws for something else, in the order in which it asks for them. */
const draw = tensor.extend({ purpose: z.string() });
const r3gan = z.object({ channels: z.array(z.number()), group: z.number() });
const styles = z.object({
  channels: z.array(z.number()),
  style: z.number(),
  mapping: z.number(),
  mappingRate: z.number(),
});

const goldenSchema = z.object({
  image: imageShapeSchema,
  latentSize: z.number(),
  batch: z.number(),
  /** Labels that the networks know; 0: none. */
  classes: z.number().default(0),
  /** What the recipe makes its networks as wide as, where it scales itself. */
  width: z.number().default(1),
  /** What the step is played with beside the recipe's own. */
  settings: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  /** Narrow features for full ones. */
  widths: players(z.record(z.string(), z.number())),
  /** R3GAN's or StyleGAN2's networks in small. */
  stack: z.union([r3gan.strict(), styles.strict()]).optional(),
  /** True where the original's Adam takes 1 − β in float32: its slots are then smaller, as ours are. */
  float32Betas: z.boolean().default(false),
  /** How many times as much gradients may differ: sums over thousands of pixels round more. */
  allowance: z.number().default(1),
  /** At full size, of so many latents. */
  countsLatentSize: z.number().default(100),
  counts: z.array(
    z.object({
      image: imageShapeSchema,
      classes: z.number().default(0),
      generator: counts,
      discriminator: counts,
    }),
  ),
  /** Biases of G that a batch norm takes out again, beside those right before one: their gradient is zero but for rounding. */
  still: z.array(z.string()).default([]),
  before: players(tensors),
  optimizersBefore: players(slots),
  forward: z.object({
    latents: tensor,
    real: tensor,
    labels: z.array(z.number()).optional(),
    masks: z.array(mask),
    inference: players(tensor),
    training: players(tensor),
    /** As a pass in training mode leaves them. */
    averages: players(tensors),
  }),
  steps: z.array(
    z.object({
      real: tensor,
      /** Real images that G's update sees, where its loss is of pairs. */
      realOfGenerator: tensor.optional(),
      latents: z.object({ discriminator: tensor, generator: tensor.optional() }),
      /** Of the real images, and what each player's update asks G for. */
      labels: z
        .object({ real: z.array(z.number()), discriminator: z.array(z.number()), generator: z.array(z.number()) })
        .optional(),
      masks: z.array(mask),
      draws: z.array(draw).default([]),
      losses: z.record(z.string(), z.number()),
      gradients: players(z.array(tensors)),
      after: players(tensors),
      /** The EMA of G, where the recipe keeps one. */
      average: tensors.optional(),
      optimizers: players(slots),
      /** Running means, by the names that a checkpoint has for them. */
      numbers: z.record(z.string(), z.number()).default({}),
    }),
  ),
});
export type Golden = z.infer<typeof goldenSchema>;
export type GoldenStep = Golden['steps'][number];
export type GoldenMask = z.infer<typeof mask>;
export type GoldenDraw = z.infer<typeof draw>;
export type GoldenTensor = z.infer<typeof tensor>;
export type GoldenTensors = z.infer<typeof tensors>;
export type GoldenSlots = z.infer<typeof slots>;

export const readGolden = (id: string): Golden =>
  goldenSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, `${id}.json`), 'utf8')));

export function stepOf(golden: Golden, step: number): GoldenStep {
  const given = golden.steps[step];
  if (!given) throw new Error(`There is no golden step ${step}.`);
  return given;
}

export function presetOf(id: string): Preset {
  const preset = findPreset(id);
  if (!preset) throw new Error(`There is no preset ${id}.`);
  return preset;
}

/** Labels of images, int32 [n]; null where there are none. */
export const toLabels = (labels: readonly number[] | undefined): tf.Tensor | null =>
  labels ? tf.tensor1d([...labels], 'int32') : null;

export const toTensor = ({ shape, data }: GoldenTensor): tf.Tensor => tf.tensor(data, shape, 'float32');

/** The real images of a step as D sees them. */
export const toReal = ({ pairs }: NetworkPair, given: GoldenTensor): tf.Tensor =>
  pairs ? joinedPairs(toTensor(given)) : toTensor(given);

export const toNamed = (golden: GoldenTensors): NamedTensor[] =>
  Object.entries(golden).map(([name, { shape, data }]) => ({ name, shape, data: Float32Array.from(data) }));

/** Layers with fewer features; a projection to a small image goes on filling it. */
function narrow(layers: readonly Layer[], widths: Readonly<Record<string, number>>): Layer[] {
  const features = (full: number): number => widths[full] ?? full;
  return layers.map((layer, index): Layer => {
    const next = layers[index + 1];
    switch (layer.type) {
      case 'dense': {
        const reshape = layers.slice(index + 1).find(({ type }) => type === 'reshape' || type === 'dense');
        if (reshape?.type !== 'reshape' || next?.type === 'tanh') return { ...layer, units: features(layer.units) };
        const [height = 1, width = 1, channels = 1] = reshape.shape;
        return { ...layer, units: height * width * features(channels) };
      }
      case 'reshape': {
        const [height = 1, width = 1, channels = 1] = layer.shape;
        return { ...layer, shape: [height, width, features(channels)] };
      }
      case 'conv2d':
      case 'conv2dTranspose':
        return { ...layer, filters: features(layer.filters) };
      default:
        return layer;
    }
  });
}

/** The preset itself with narrower layers: same recipe, same list of layers. */
function narrowed(preset: Preset, golden: Golden): NetworkPair {
  const { stack, image, latentSize } = golden;
  if (stack)
    return 'style' in stack ? styleNetworks(image, latentSize, stack) : r3ganNetworks(image, latentSize, stack);
  const pair = preset.networks(golden.image, golden.latentSize, golden.classes, golden.width);
  return {
    ...pair,
    generator: withNodes(pair.generator, narrow(nodesOf(pair.generator), golden.widths.generator)),
    discriminator: withNodes(pair.discriminator, narrow(nodesOf(pair.discriminator), golden.widths.discriminator)),
  };
}

export function goldenOptions(id: string, golden: Golden, execution: RunConfig['execution'] = 'eager'): DuelOptions {
  const preset = presetOf(id);
  const config = resolveConfig({
    preset: id,
    dataset: 'golden',
    batch: golden.batch,
    'latent.size': golden.latentSize,
    execution,
    ...golden.settings,
  });
  return { networks: narrowed(preset, golden), recipe: preset.recipe, config };
}

/** Feeds a trainer the images and latents the original framework was fed. */
export function goldenFeed(golden: Golden): Feed {
  const rows = (given: GoldenTensor | undefined, count: number): Float32Array => {
    if (!given || given.shape[0] !== count)
      throw new Error(`The recipe asks for ${count} where the original took ${given?.shape[0]}.`);
    return Float32Array.from(given.data);
  };
  const labels = (step: number, of: 'real' | Player): Int32Array => {
    const given = stepOf(golden, step).labels?.[of];
    if (!given) throw new Error('The recipe asks for labels where the original has none.');
    return Int32Array.from(given);
  };
  return {
    stepsPerEpoch: golden.steps.length,
    sizeAt: () => golden.batch,
    real: (step, part, count) => {
      const { real, realOfGenerator } = stepOf(golden, step);
      return rows(part === 0 ? real : realOfGenerator, count);
    },
    realLabels: (step) => labels(step, 'real'),
    latents: (player, step, _part, count) => rows(stepOf(golden, step).latents[player], count),
    askedLabels: (player, step) => labels(step, player),
    noise: () => 0,
  };
}

/** A slot of ours: its name, and how many of the original's units its own is (see {@link slotUnits}). */
export interface OurSlot {
  name: string;
  units: number;
}

/** The slot of ours that holds what the originals call m or v. */
export function ourSlot(
  { float32Betas }: Pick<Golden, 'float32Betas'>,
  config: RunConfig,
  player: Player,
  kind: 'm' | 'v',
): OurSlot {
  if (config[`optimizer.${player}.kind`] === 'rmsprop') return { name: 'meanSquare', units: 1 };
  if (float32Betas) return { name: kind, units: 1 };
  const beta1 = config[`optimizer.${player}.beta1`];
  // One that follows a schedule is what float32 has.
  const beta2 = optimizerNumbersAt(config, player, 0)?.beta2 ?? config[`optimizer.${player}.beta2`];
  return { name: kind, units: slotUnits({ beta1, beta2 })[kind] };
}

/** The state before the first step. */
export function goldenStart(golden: Golden, { config }: Pick<DuelOptions, 'config'>): TrainingState {
  const optimizer = (player: Player) => {
    const { iterations, m, v } = golden.optimizersBefore[player];
    const named = (kind: 'm' | 'v', given: GoldenTensors): NamedTensor[] => {
      const { name, units } = ourSlot(golden, config, player, kind);
      return toNamed(given).map((slot) => ({
        ...slot,
        name: `${slot.name}/${name}`,
        data: slot.data.map((value) => value * units),
      }));
    };
    return { iterations, slots: [...(m ? named('m', m) : []), ...named('v', v)] };
  };
  return {
    step: 0,
    elapsed: 0,
    generator: toNamed(golden.before.generator),
    discriminator: toNamed(golden.before.discriminator),
    ...(keepsAverage(config) && { average: toNamed(golden.before.generator) }),
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
