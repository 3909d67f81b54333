import * as tf from '@tensorflow/tfjs-core';
import { sortReadings, type ReadingPart, type Readings, type SortedReadings } from './readings.ts';

/** What is known of a step before it is read back. */
export interface StepFacts {
  /** Completed training steps, this one among them. */
  step: number;
  /** Real images the step saw. */
  images: number;
  /** Standard deviation of its instance noise; NaN without. */
  instanceNoise: number;
  /** Of each player; NaN where none follows a schedule. */
  gLearningRate: number;
  dLearningRate: number;
}

interface Recorded {
  steps: readonly StepFacts[];
  values: tf.Tensor1D;
  /** Of one step. */
  parts: readonly ReadingPart[];
}

/** One step's numbers, read back. */
export interface ReadStep extends StepFacts {
  readings: SortedReadings;
}

/** Keeps the readings of each step on the device and reads many steps at once, so that no step waits for a read. */
export class Recorder {
  #pending: Recorded[] = [];

  /** @param readings of these steps, one after the other; the tensor stays the caller's */
  add(steps: readonly StepFacts[], { values, parts }: Readings): void {
    this.#pending.push({ steps, values: tf.keep(values.clone()), parts });
  }

  /** Everything recorded since the last read, oldest first; waits for the device. */
  async read(): Promise<ReadStep[]> {
    const pending = this.#pending;
    if (pending.length === 0) return [];
    this.#pending = [];
    const joined = tf.concat1d(pending.map(({ values }) => values));
    const numbers = (await joined.data()) as Float32Array;
    tf.dispose([joined, ...pending.map(({ values }) => values)]);
    let offset = 0;
    return pending.flatMap(({ steps, parts }) => {
      const size = parts.reduce((sum, { count }) => sum + count, 0);
      return steps.map((facts) => {
        const row = numbers.subarray(offset, offset + size);
        offset += size;
        return { ...facts, readings: sortReadings(row, parts) };
      });
    });
  }

  dispose(): void {
    tf.dispose(this.#pending.map(({ values }) => values));
    this.#pending = [];
  }
}
