import * as tf from '@tensorflow/tfjs-core';
import type { Judgement } from './judgement.ts';

/** Whose logits they are: real images and fakes in D's updates, or the fakes of G's. */
export interface JudgedPart {
  kind: keyof Judgement;
  count: number;
}

/** D's logits [n, 1] in one optimiser update, or [n] in a whole step. */
export interface JudgedLogits<Logits extends tf.Tensor = tf.Tensor> {
  logits: Logits;
  /** Their counts add up to n. */
  parts: readonly JudgedPart[];
}

interface Recorded {
  step: number;
  images: number;
  logits: tf.Tensor1D;
  parts: readonly JudgedPart[];
}

/** One step's numbers, read back. */
export interface ReadStep {
  step: number;
  /** Real images the step saw. */
  images: number;
  said: Judgement;
}

/** The logits of a step's updates, in order, as one row. */
export function joinJudged(updates: readonly JudgedLogits[]): JudgedLogits<tf.Tensor1D> {
  const rows = updates.map(({ logits }) => tf.reshape<tf.Rank.R1>(logits, [logits.size]));
  return { logits: tf.concat1d(rows), parts: updates.flatMap(({ parts }) => parts) };
}

/** Sorts a row of logits by whose they are. */
function sortParts(row: Float32Array, parts: readonly JudgedPart[]): Judgement {
  const size = (kind: keyof Judgement): number =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? part.count : 0), 0);
  const said: Judgement = {
    real: new Float32Array(size('real')),
    fake: new Float32Array(size('fake')),
    generator: new Float32Array(size('generator')),
  };
  const filled = { real: 0, fake: 0, generator: 0 };
  let offset = 0;
  for (const { kind, count } of parts) {
    said[kind].set(row.subarray(offset, offset + count), filled[kind]);
    filled[kind] += count;
    offset += count;
  }
  return said;
}

/** Keeps the logits of each step on the device and reads many steps at once, so that no step waits for a read. */
export class Recorder {
  #pending: Recorded[] = [];

  /** @param judged what D said in the whole step; the tensor stays the caller's */
  add(step: number, images: number, { logits, parts }: JudgedLogits<tf.Tensor1D>): void {
    this.#pending.push({ step, images, logits: tf.keep(logits.clone()), parts });
  }

  /** Everything recorded since the last read, oldest first; waits for the device. */
  async read(): Promise<ReadStep[]> {
    const pending = this.#pending;
    if (pending.length === 0) return [];
    this.#pending = [];
    const joined = tf.concat1d(pending.map(({ logits }) => logits));
    const values = (await joined.data()) as Float32Array;
    tf.dispose([joined, ...pending.map(({ logits }) => logits)]);
    let offset = 0;
    return pending.map(({ step, images, logits, parts }) => {
      const row = values.subarray(offset, offset + logits.size);
      offset += logits.size;
      return { step, images, said: sortParts(row, parts) };
    });
  }

  dispose(): void {
    tf.dispose(this.#pending.map(({ logits }) => logits));
    this.#pending = [];
  }
}
