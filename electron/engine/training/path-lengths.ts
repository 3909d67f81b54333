import * as tf from '@tensorflow/tfjs-core';
import { createVariable, type Variable } from '../network/variable.ts';

/** How far the running mean goes towards an update's lengths. */
const FOLLOW = 0.01;

/** How a checkpoint names it. */
const NAME = 'path/mean';

/** The running mean of how long G's gradients by the style are (Karras et al. 2020, section 3.2). */
export class PathLengths {
  readonly #mean = createVariable('path', [1], () => tf.zeros([1]));

  get variables(): readonly Variable[] {
    return [this.#mean];
  }

  /**
   * Takes an update's lengths [n] into the mean. @returns what the mean is now, a scalar: it is differentiated by the share that
   * the lengths have in it, as in the authors' code
   */
  follow(lengths: tf.Tensor): tf.Tensor {
    const before = this.#mean.value;
    const now = tf.add(before, tf.mul(tf.sub(tf.mean(lengths), before), FOLLOW));
    this.#mean.assign(now);
    return tf.reshape(now, []);
  }

  /** By name, for a checkpoint. */
  async save(): Promise<Record<string, number>> {
    const [mean = 0] = await this.#mean.value.data();
    return { [NAME]: mean };
  }

  /** @param numbers of a checkpoint; one that has none of these leaves it at its start */
  restore(numbers: Readonly<Record<string, number>>): void {
    this.#mean.load(Float32Array.of(numbers[NAME] ?? 0));
  }

  dispose(): void {
    this.#mean.dispose();
  }
}
