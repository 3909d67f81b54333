import * as tf from '@tensorflow/tfjs-core';

/**
 * What is read back of a training step: D's scores, before any sigmoid, of real images and of fakes in its own
 * updates and of the fakes of G's; the losses on them; how far each
 * real image is from what D's decoders make of it, and what G makes of an input from its target; the rest one number
 * an update, penalties at fakes apart from the others, and the length of the gradient that each player moved by; one number
 * a step, the probability of ADA's changes; what path length comes to, one number an update of its own.
 */
export const READING_KINDS = [
  'real',
  'fake',
  'generator',
  'lossReal',
  'lossFake',
  'lossGenerator',
  'penalty',
  'penaltyFake',
  'classReal',
  'classFake',
  'classGenerator',
  'reconstruction',
  'target',
  'gradientDiscriminator',
  'gradientGenerator',
  'augmentProbability',
  'pathPenalty',
  'lecamReal',
  'lecamFake',
] as const;
export type ReadingKind = (typeof READING_KINDS)[number];

/** Numbers of one kind that follow one another in a row. */
export interface ReadingPart {
  kind: ReadingKind;
  count: number;
}

/** What was read of one update or of a whole step, still on the device. */
export interface Readings {
  /** [n] */
  values: tf.Tensor1D;
  /** Their counts add up to n. */
  parts: readonly ReadingPart[];
}

/** All numbers of each kind, in the order they were read; empty where there were none. */
export type SortedReadings = Record<ReadingKind, Float32Array>;

/** Numbers of an update, as one row. @param given each with the kinds its values are of, in their order */
export function readingsOf(given: readonly { values: tf.Tensor; parts: readonly ReadingPart[] }[]): Readings {
  const rows = given.map(({ values }) => tf.reshape<tf.Rank.R1>(values, [values.size]));
  return { values: tf.concat1d(rows), parts: given.flatMap(({ parts }) => parts.filter(({ count }) => count > 0)) };
}

/** Sorts a row by kind. */
export function sortReadings(row: Float32Array, parts: readonly ReadingPart[]): SortedReadings {
  const sizes = new Map<ReadingKind, number>();
  for (const { kind, count } of parts) sizes.set(kind, (sizes.get(kind) ?? 0) + count);
  const sorted = Object.fromEntries(
    READING_KINDS.map((kind) => [kind, new Float32Array(sizes.get(kind) ?? 0)]),
  ) as SortedReadings;
  const filled = new Map<ReadingKind, number>();
  let offset = 0;
  for (const { kind, count } of parts) {
    const at = filled.get(kind) ?? 0;
    sorted[kind].set(row.subarray(offset, offset + count), at);
    filled.set(kind, at + count);
    offset += count;
  }
  return sorted;
}
