import * as tf from '@tensorflow/tfjs-core';
import type { ReadingKind, ReadingPart, Readings } from '../metric/readings.ts';
import type { Network } from '../network/network.ts';
import type { Asked, LabelledImages } from './objective/game.ts';
import { gradientsOf } from './objective/gradients.ts';
import type { Objective } from './objective/objective.ts';

/** Batch norm and the moments of a penalty need more than one image. */
const LEAST_IMAGES = 2;

/** `count` images in so many microbatches, as even as they come. */
const evenly = (count: number, microbatches: number): number[] =>
  Array.from(
    { length: microbatches },
    (_, index) => Math.floor(count / microbatches) + (index < count % microbatches ? 1 : 0),
  );

/** Images of each microbatch that `count` are learned from; none has a single image. */
export const microbatchSizes = (count: number, accumulate: number): number[] =>
  evenly(count, Math.max(1, Math.min(accumulate, Math.floor(count / LEAST_IMAGES))));

const rowsOf = (tensor: tf.Tensor, sizes: readonly number[]): tf.Tensor[] =>
  sizes.length === 1 ? [tensor] : tf.split(tensor, [...sizes]);

const labelsOf = (labels: tf.Tensor | null, sizes: readonly number[]): (tf.Tensor | null)[] =>
  labels ? rowsOf(labels, sizes) : sizes.map(() => null);

/** Images microbatch by microbatch. */
export function splitImages({ images, labels }: LabelledImages, microbatches: number): LabelledImages[] {
  const sizes = evenly(images.shape[0] ?? 0, microbatches);
  const named = labelsOf(labels, sizes);
  return rowsOf(images, sizes).map((rows, index) => ({ images: rows, labels: named[index] ?? null }));
}

/** What G is asked for, microbatch by microbatch. */
export function splitAsked({ latents, labels }: Asked, microbatches: number): Asked[] {
  const sizes = evenly(latents.shape[0] ?? 0, microbatches);
  const named = labelsOf(labels, sizes);
  return rowsOf(latents, sizes).map((rows, index) => ({ latents: rows, labels: named[index] ?? null }));
}

/** The tensor, made to wait for the others: a compiled step would otherwise hold all microbatches in memory at once. */
export type After = (tensor: tf.Tensor, others: readonly tf.Tensor[]) => tf.Tensor;

/** Images that go through the networks together. */
export interface Microbatch {
  images: number;
  /** @param held makes what the microbatch begins with wait for the one before it */
  objective(held: (tensor: tf.Tensor) => tf.Tensor): Objective;
}

export interface Learned {
  readings: Readings;
  gradients: tf.Tensor[];
}

/**
 * Loss and gradients of a batch, one microbatch after another, so that memory holds the values of one only: each
 * counts by its images, so that their sum is the gradient of the whole batch's mean. Batch norm and penalties see one
 * microbatch at a time. All tensors belong to the current tidy scope.
 */
export function accumulateGradients(network: Network, microbatches: readonly Microbatch[], after?: After): Learned {
  const [first] = microbatches;
  if (first && microbatches.length === 1)
    return gradientsOf(
      network,
      first.objective((tensor) => tensor),
    );
  const total = microbatches.reduce((sum, { images }) => sum + images, 0);
  const rows: Readings[] = [];
  let sums: tf.Tensor[] = [];
  for (const { images, objective } of microbatches) {
    const held = (tensor: tf.Tensor): tf.Tensor => (after && sums.length > 0 ? after(tensor, sums) : tensor);
    const share = images / total;
    let read: readonly ReadingPart[] = [];
    const [values, ...added] = tf.tidy(() => {
      const { readings, gradients } = gradientsOf(network, objective(held));
      read = readings.parts;
      const shares = gradients.map((gradient) => tf.mul(gradient, share));
      return [
        byImages(readings, share * microbatches.length),
        ...shares.map((gradient, index) => (sums[index] ? tf.add(sums[index], gradient) : gradient)),
      ];
    });
    if (!values) throw new Error('An objective was not evaluated.');
    rows.push({ values: values, parts: read });
    tf.dispose(sums);
    sums = added;
  }
  const values = tf.concat1d(rows.map((row) => row.values));
  return { readings: { values, parts: rows.flatMap((row) => row.parts) }, gradients: sums };
}

const isPenalty = (kind: ReadingKind): boolean =>
  kind === 'penalty' || kind === 'penaltyFake' || kind === 'pathPenalty';

/** A penalty is one number a microbatch, whatever its images: their plain mean then is the batch's. */
function byImages({ values, parts }: Readings, weight: number): tf.Tensor1D {
  if (weight === 1) return values;
  const row = parts.flatMap(({ kind, count }) => new Array<number>(count).fill(isPenalty(kind) ? weight : 1));
  return tf.mul(values, tf.tensor1d(row));
}
