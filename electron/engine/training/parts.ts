import * as tf from '@tensorflow/tfjs-core';
import type { ReadingPart, Readings } from '../metric/readings.ts';
import type { Network } from '../network/network.ts';
import { gradientsOf, type Asked, type LabelledImages, type Objective } from './objectives.ts';

/** Batch norm and the moments of a penalty need more than one image. */
const LEAST_IMAGES = 2;

/** Images of each part that `count` are learned from, as even as they come; none has a single image. */
export function partSizes(count: number, accumulate: number): number[] {
  const parts = Math.max(1, Math.min(accumulate, Math.floor(count / LEAST_IMAGES)));
  return Array.from({ length: parts }, (_, part) => Math.floor(count / parts) + (part < count % parts ? 1 : 0));
}

const rowsOf = (tensor: tf.Tensor, sizes: readonly number[]): tf.Tensor[] =>
  sizes.length === 1 ? [tensor] : tf.split(tensor, [...sizes]);

const labelsOf = (labels: tf.Tensor | null, sizes: readonly number[]): (tf.Tensor | null)[] =>
  labels ? rowsOf(labels, sizes) : sizes.map(() => null);

/** Images part by part. */
export function imageParts({ images, labels }: LabelledImages, sizes: readonly number[]): LabelledImages[] {
  const named = labelsOf(labels, sizes);
  return rowsOf(images, sizes).map((rows, part) => ({ images: rows, labels: named[part] ?? null }));
}

/** What G is asked for, part by part. */
export function askedParts({ latents, labels }: Asked, sizes: readonly number[]): Asked[] {
  const named = labelsOf(labels, sizes);
  return rowsOf(latents, sizes).map((rows, part) => ({ latents: rows, labels: named[part] ?? null }));
}

/** The tensor as it is, once the others are made: a compiled step would otherwise work on all parts at once. */
export type After = (tensor: tf.Tensor, others: readonly tf.Tensor[]) => tf.Tensor;

/** One part of a batch. */
export interface Part {
  images: number;
  /** @param held makes what the part begins with wait for the part before it */
  objective(held: (tensor: tf.Tensor) => tf.Tensor): Objective;
}

export interface Learned {
  readings: Readings;
  gradients: tf.Tensor[];
}

/**
 * Loss and gradients of a batch in parts, one after another, so that memory holds the values of one part only: each
 * counts by its images, so that their sum is the gradient of the whole batch's mean. Batch norm and penalties see one
 * part at a time. All tensors belong to the current tidy scope.
 */
export function learnInParts(network: Network, parts: readonly Part[], after?: After): Learned {
  const [first] = parts;
  if (first && parts.length === 1)
    return gradientsOf(
      network,
      first.objective((tensor) => tensor),
    );
  const total = parts.reduce((sum, { images }) => sum + images, 0);
  const rows: Readings[] = [];
  let sums: tf.Tensor[] = [];
  for (const { images, objective } of parts) {
    const held = (tensor: tf.Tensor): tf.Tensor => (after && sums.length > 0 ? after(tensor, sums) : tensor);
    const share = images / total;
    let read: readonly ReadingPart[] = [];
    const [values, ...added] = tf.tidy(() => {
      const { readings, gradients } = gradientsOf(network, objective(held));
      read = readings.parts;
      const shares = gradients.map((gradient) => tf.mul(gradient, share));
      return [
        byImages(readings, share * parts.length),
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

/** A penalty is one number a part, whatever its images: their plain mean then is the batch's. */
function byImages({ values, parts }: Readings, weight: number): tf.Tensor1D {
  if (weight === 1) return values;
  const row = parts.flatMap(({ kind, count }) => new Array<number>(count).fill(kind === 'penalty' ? weight : 1));
  return tf.mul(values, tf.tensor1d(row));
}
