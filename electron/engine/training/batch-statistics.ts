import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { imageRangeOf, type NetworkPair } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { isPaired } from '@shared/pairs.ts';
import type { Statistics } from '../network/kinds/built-layer.ts';
import type { Network } from '../network/network.ts';
import { integers } from '../random/draws.ts';
import { pixelsOf, type Images } from './batches.ts';
import { drawLatents } from './latents.ts';
import { inputRows, somePairs } from './pairs.ts';
import { givenRows, partOfRows, type LatentRows } from './samples.ts';

/** Images that the moments are taken over. */
export const STATISTICS_IMAGES = 512;

/**
 * What G is asked for: the same latents, and labels where it takes them, or the same inputs of pairs, whenever the run measures.
 * @param images of the run; needed where it learns from pairs
 */
export function statisticsRows(
  { networks, config }: { networks: NetworkPair; config: RunConfig },
  images?: Images,
): LatentRows {
  const { latentSize, classes } = networks;
  const key = (purpose: 'statisticsLatents' | 'statisticsLabels') => ({ seed: config.seed, purpose, step: 0 });
  if (isPaired(networks)) {
    if (!images) throw new Error('Statistics of pairs are taken over a data set.');
    const trained = images.split ? { ...images, split: { ...images.split, heldOut: images.split.trained } } : images;
    return inputRows(networks, pixelsOf(images, somePairs(trained, STATISTICS_IMAGES, key('statisticsLatents'))));
  }
  return {
    latents: drawLatents(config['latent.prior'], key('statisticsLatents'), STATISTICS_IMAGES, latentSize),
    shape: [latentSize],
    range: imageRangeOf(networks),
    ...(classes !== undefined && {
      labels: Int32Array.from(integers(key('statisticsLabels'), STATISTICS_IMAGES, classes)),
    }),
  };
}

/** What is held between two layers takes no more: with more, the layers before are computed again. */
const MOST_HELD_BYTES = 2 ** 27;

/**
 * Measures what batch norm goes by in inference anew, with the network's own weights (Wu & Johnson 2021, section 3).
 * Layer by layer from the first: each layer's moments are those of all images at once, made with the moments just
 * measured before it, so that neither the size of a batch nor what was remembered before has a part in them.
 * @param atOnce images that memory holds
 * @param mostHeld bytes of what reaches the layers, held so that it is not computed again for each
 */
export async function measureStatistics(
  network: Network,
  rows: LatentRows,
  atOnce: number,
  mostHeld = MOST_HELD_BYTES,
): Promise<void> {
  const given = [...parts(rows, atOnce)].map((some) => ({
    x: givenRows(some),
    labels: some.labels && tf.tensor1d(some.labels, 'int32'),
  }));
  const passes = given.map(({ x, labels }) =>
    network.toStatistics(x, { mode: 'inference', ...(labels && { labels }) }),
  );
  for (const [index, layer] of network.statistics.entries()) {
    const moments = new RunningMoments();
    let held = 0;
    for (const pass of passes) {
      let count = 0;
      const [mean, variance] = pass.at(index, (input) => {
        const channels = input.shape.at(-1) ?? 1;
        const found = tf.moments(tf.reshape(input, [-1, channels]), 0);
        count = input.size / channels;
        return [found.mean, found.variance];
      });
      held += pass.bytes;
      if (held > mostHeld) {
        held -= pass.bytes;
        pass.forget();
      }
      moments.add(count, await mean.data(), await variance.data());
      tf.dispose([mean, variance]);
    }
    moments.store(layer);
  }
  for (const pass of passes) pass.forget();
  tf.dispose(given.map(({ x, labels }) => [x, labels ?? []]));
}

/** The rows in pieces of `atOnce`. */
function* parts(rows: LatentRows, atOnce: number): Generator<LatentRows> {
  const count = rows.latents.length / product(rows.shape);
  for (let from = 0; from < count; from += atOnce) yield partOfRows(rows, from, atOnce);
}

/** Mean and variance of values that come in parts, in double precision (Chan, Golub & LeVeque 1983, equation 2.1). */
class RunningMoments {
  #count = 0;
  #mean = new Float64Array();
  /** Sum of squared distances from the mean. */
  #squares = new Float64Array();

  /** @param mean,variance of `count` values, [channels]; the variance divided by their number */
  add(count: number, mean: ArrayLike<number>, variance: ArrayLike<number>): void {
    const [before, total] = [this.#count, this.#count + count];
    if (before === 0) [this.#mean, this.#squares] = [new Float64Array(mean.length), new Float64Array(mean.length)];
    for (let channel = 0; channel < mean.length; channel++) {
      const distance = Number(mean[channel]) - Number(this.#mean[channel]);
      this.#mean[channel] = Number(this.#mean[channel]) + (distance * count) / total;
      this.#squares[channel] =
        Number(this.#squares[channel]) + Number(variance[channel]) * count + (distance ** 2 * before * count) / total;
    }
    this.#count = total;
  }

  store({ mean, variance, divisor }: Statistics): void {
    const by = divisor === 'sample' ? Math.max(1, this.#count - 1) : this.#count;
    mean.load(Float32Array.from(this.#mean));
    variance.load(Float32Array.from(this.#squares, (sum) => sum / by));
  }
}
