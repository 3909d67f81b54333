import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { imageRangeOf, type ImageRange, type NetworkPair } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { gridLayout } from '@shared/run.ts';
import type { Network } from '../network/network.ts';
import type { Pass } from '../network/pass.ts';
import { toPixels } from './batches.ts';
import { drawLatents } from './latents.ts';

export interface SampleOptions {
  count: number;
  /** The run's seed gives its fixed samples; a larger count begins with the smaller one's images. */
  seed: number;
  prior: RunConfig['latent.prior'];
  latentSize: number;
  range: ImageRange;
  /** Labels that G is asked for, one a row of the grid, each row from the same latents; left out without labels. */
  classes?: number | undefined;
  /** The one that all are asked for, in place of one a row. */
  label?: number | undefined;
}

/** How samples of these networks are drawn. */
export const sampleOptions = (
  networks: NetworkPair,
  config: Pick<RunConfig, 'latent.prior'>,
  { count, seed, label }: Pick<SampleOptions, 'count' | 'seed' | 'label'>,
): SampleOptions => ({
  count,
  seed,
  prior: config['latent.prior'],
  latentSize: networks.latentSize,
  range: imageRangeOf(networks),
  classes: networks.classes,
  label,
});

/** The samples a run draws again and again. */
export const fixedSamples = ({ networks, config }: { networks: NetworkPair; config: RunConfig }): SampleOptions =>
  sampleOptions(networks, config, { count: config['samples.count'], seed: config.seed });

/** What G makes images of, without the device: latents, or the inputs of pairs. */
export interface LatentRows {
  /** [n, …shape], row after row */
  latents: Float32Array;
  /** Of one: [latent size], or an image's, scaled as G makes its own. */
  shape: readonly number[];
  range: ImageRange;
  /** Of each image, where G is asked for labels. */
  labels?: Int32Array;
}

/** The latents of a seed's fixed samples, with their labels. */
export function sampleLatents({ count, seed, prior, latentSize, range, classes, label }: SampleOptions): LatentRows {
  const draw = (rows: number): Float32Array =>
    drawLatents(prior, { seed, purpose: 'sampleLatents', step: 0 }, rows, latentSize);
  const shape = [latentSize];
  if (classes === undefined) return { latents: draw(count), shape, range };
  if (label !== undefined) return { latents: draw(count), shape, range, labels: new Int32Array(count).fill(label) };
  const { columns, rows } = gridLayout(count, { width: 1, height: 1 }, classes);
  const row = draw(columns);
  const latents = new Float32Array(rows * row.length);
  for (let at = 0; at < rows; at++) latents.set(row, at * row.length);
  const labels = Int32Array.from({ length: rows * columns }, (_, place) => Math.floor(place / columns));
  return { latents, shape, range, labels };
}

/** The rows from one on, `count` of them or as many as there are. */
export function partOfRows({ latents, labels, ...rest }: LatentRows, from: number, count: number): LatentRows {
  const size = product(rest.shape);
  return {
    ...rest,
    latents: latents.subarray(from * size, (from + count) * size),
    ...(labels && { labels: labels.subarray(from, from + count) }),
  };
}

/** The same on the device: what goes into G. */
export const givenRows = ({ latents, shape }: LatentRows): tf.Tensor =>
  tf.tensor(latents, [latents.length / product(shape), ...shape]);

/** Images of G in inference mode: pixels 0 … 255, [count, height, width, channels]. Waits for the device. */
export const drawSamples = (generator: Network, options: SampleOptions): Promise<Uint8Array> =>
  drawImages(generator, sampleLatents(options));

/** The same of these latents. @param imagesOf what G makes of them, where that is not what its latents alone lead to */
export async function drawImages(
  generator: Network,
  rows: LatentRows,
  imagesOf: (x: tf.Tensor, pass: Pass) => tf.Tensor = (x, pass) => generator.forward(x, pass),
): Promise<Uint8Array> {
  const { range, labels } = rows;
  const images = tf.tidy(() =>
    imagesOf(givenRows(rows), {
      mode: 'inference',
      ...(labels && { labels: tf.tensor1d(labels, 'int32') }),
    }),
  );
  const values = (await images.data()) as Float32Array;
  images.dispose();
  return toPixels(values, range);
}
