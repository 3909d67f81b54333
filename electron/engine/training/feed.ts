import type * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { instanceNoise } from '@shared/config/noise.ts';
import { lossOf } from '@shared/loss/index.ts';
import { imageRangeOf, type NetworkPair } from '@shared/network/layers.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { integers } from '../random/draws.ts';
import type { DrawSource } from '../random/step-draws.ts';
import { Batches, shownReal, type Images } from './batches.ts';
import type { Player } from './duel.ts';
import { drawLatents } from './latents.ts';
import { BatchReader } from './pixel-reader.ts';

/** What a training step is fed with. Same step and part, same numbers, in an array of their own. */
export interface Feed {
  readonly stepsPerEpoch: number;
  /** The data set; left out where only arrays are given. */
  readonly images?: Images;
  /** Real images the step shows; the last of an epoch may show fewer. */
  sizeAt(step: number): number;
  /** The first `count` real images of D's update `part`, [count, height, width, channels], scaled as G makes them. */
  real(step: number, part: number, count: number): Float32Array;
  /** Their labels. */
  realLabels(step: number, part: number, count: number): Int32Array;
  /** Latents for update `part` of a player, [count, latent size]. */
  latents(player: Player, step: number, part: number, count: number): Float32Array;
  /** Labels that G is asked for in that update, from 0 to classes − 1. */
  askedLabels(player: Player, step: number, part: number, count: number): Int32Array;
  /** Standard deviation of the instance noise. */
  noise(step: number): number;
  /** How a compiled step makes the same on the device; left out where only arrays are given. */
  readonly device?: DeviceFeed;
}

/** The feed of a step that draws and gathers for itself: no pixel and no latent crosses into the device each step. */
export interface DeviceFeed {
  /** The whole data set, for the device to keep; null where it is too large for that. */
  images: { shape: readonly number[]; values: Uint8Array } | null;
  /** Which images `real` gives. */
  indices(step: number, part: number, count: number): Int32Array;
  /** Gathered pixels, 0 … 255, scaled as `real` scales them. */
  scaled(pixels: tf.Tensor): tf.Tensor;
  /** What `latents` gives. */
  latents(source: DrawSource, player: Player, part: number, count: number): tf.Tensor;
}

/** Data sets up to this size are kept whole, in memory and on the device; of larger ones batches are read. */
export const RESIDENT_BYTES = 512 * 2 ** 20;

const PURPOSES = {
  generator: { latents: 'generatorLatents', labels: 'generatorLabels' },
  discriminator: { latents: 'discriminatorLatents', labels: 'discriminatorLabels' },
} as const;

/** Lots of real images as large as D's that each step takes: of a loss of pairs, G's too where it gets new ones. */
function readAhead(
  { discriminator, generator }: Pick<Recipe, 'discriminator' | 'generator'>,
  config: RunConfig,
): number {
  const beside = lossOf(config).pairs && generator.latents === 'fresh' && discriminator.share === 'batch';
  return config['steps.discriminator'] + (beside ? config['steps.generator'] : 0);
}

/** Feeds a run from its data set and its seed. */
export function seededFeed(
  images: Images,
  {
    networks,
    recipe,
    config,
  }: { networks: NetworkPair; recipe: Pick<Recipe, 'sampling' | 'discriminator' | 'generator'>; config: RunConfig },
): Feed {
  const { seed } = config;
  const { pixels } = images;
  const batches = new Batches(images, recipe.sampling, config.batch, seed, imageRangeOf(networks));
  const shown = (step: number, part: number, count: number): Uint32Array =>
    batches.indices(step, part).subarray(0, count);
  const parts = readAhead(recipe, config);
  const ahead =
    pixels instanceof Uint8Array
      ? null
      : new BatchReader(pixels, {
          perStep: parts,
          batch: shownReal(recipe, batches.sizeAt(0)),
          imageBytes: images.image.height * images.image.width * images.image.channels,
          imagesOf: (batch) => {
            const step = Math.floor(batch / parts);
            return shown(step, batch % parts, shownReal(recipe, batches.sizeAt(step)));
          },
        });
  return {
    stepsPerEpoch: batches.stepsPerEpoch,
    images,
    sizeAt: (step) => batches.sizeAt(step),
    real: (step, part, count) =>
      ahead && part < parts && count === shownReal(recipe, batches.sizeAt(step))
        ? ahead.take(step * parts + part, (read) => batches.valuesOf(read))
        : batches.values(shown(step, part, count)),
    realLabels: (step, part, count) => batches.labels(shown(step, part, count)),
    latents: (player, step, part, count) =>
      drawLatents(
        config['latent.prior'],
        { seed, purpose: PURPOSES[player].latents, step, part },
        count,
        config['latent.size'],
      ),
    askedLabels: (player, step, part, count) =>
      Int32Array.from(integers({ seed, purpose: PURPOSES[player].labels, step, part }, count, networks.classes ?? 1)),
    noise: (step) => instanceNoise(config, step, batches.stepsPerEpoch),
    device: {
      images:
        pixels instanceof Uint8Array && pixels.byteLength <= RESIDENT_BYTES
          ? {
              shape: [images.count, images.image.height, images.image.width, images.image.channels],
              values: pixels,
            }
          : null,
      indices: (step, part, count) => Int32Array.from(shown(step, part, count)),
      scaled: (pixels) => batches.scaled(pixels),
      latents: (source, player, part, count) => {
        const draw = { purpose: PURPOSES[player].latents, part };
        const shape = [count, config['latent.size']];
        return config['latent.prior'] === 'normal' ? source.normals(draw, shape) : source.uniforms(draw, shape, -1, 1);
      },
    },
  };
}
