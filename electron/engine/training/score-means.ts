import * as tf from '@tensorflow/tfjs-core';
import { createVariable, type Variable } from '../network/variable.ts';
import type { Counts } from './loss/adversarial-loss.ts';

/** How much of a running mean an update keeps. */
const DECAY = 0.99;

/** What it remembers, in this order, and how a checkpoint names it. */
const NAMES = ['lecam/real', 'lecam/fake', 'lecam/realUpdates', 'lecam/fakeUpdates'] as const;

/**
 * The running means of D's scores of real images and of fakes, and LeCam's penalty on scores that lie beyond them (Tseng et al. 2021,
 * equations 2 to 4). Each update's scores enter the means before they are held to them, and what the means lack at first is taken
 * out, as in the authors' code for StyleGAN2.
 */
export class ScoreMeans {
  /** [Σ of real, Σ of fake, updates on real, updates on fake]; a sum is of shares of all scores so far. */
  readonly #state = createVariable('lecam', [NAMES.length], () => tf.zeros([NAMES.length]));

  constructor(
    /** Updates of D after which the penalty counts. */
    readonly start: number,
  ) {}

  get variables(): readonly Variable[] {
    return [this.#state];
  }

  /**
   * Takes an update's scores into the means. @param scores [n, k], the real ones first
   * @returns of each score (its distance beyond the other kind's mean)², like `scores`
   */
  hold(scores: tf.Tensor, { real, fake }: Counts): tf.Tensor {
    const rest = scores.shape.slice(1);
    const ofReal = real > 0 ? tf.slice(scores, 0, real) : null;
    const ofFake = fake > 0 ? tf.slice(scores, real, fake) : null;
    this.#follow(ofReal, ofFake);
    // Read anew, the means are numbers to the gradient.
    const [sumReal, sumFake, realUpdates, fakeUpdates] = tf.unstack(this.#state.value) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const begun = tf.greater(tf.maximum(realUpdates, fakeUpdates), this.start);
    const held = (ahead: tf.Tensor, others: tf.Tensor): tf.Tensor => {
      const counts = tf.cast(tf.logicalAnd(begun, tf.greater(others, 0)), 'float32');
      return tf.mul(tf.square(tf.relu(ahead)), counts);
    };
    const parts = [
      ofReal && held(tf.sub(ofReal, meanOf(sumFake, fakeUpdates)), fakeUpdates),
      ofFake && held(tf.sub(meanOf(sumReal, realUpdates), ofFake), realUpdates),
    ].filter((part) => part !== null);
    return parts.length > 1 ? tf.concat(parts) : (parts[0] ?? tf.zeros([0, ...rest]));
  }

  #follow(real: tf.Tensor | null, fake: tf.Tensor | null): void {
    tf.tidy(() => {
      const [sumReal, sumFake, realUpdates, fakeUpdates] = tf.unstack(this.#state.value);
      const next = (sum: tf.Tensor, scores: tf.Tensor | null): tf.Tensor =>
        scores ? tf.add(tf.mul(sum, DECAY), tf.mul(tf.mean(scores), 1 - DECAY)) : sum;
      const counted = (updates: tf.Tensor, scores: tf.Tensor | null): tf.Tensor =>
        scores ? tf.add(updates, 1) : updates;
      if (!sumReal || !sumFake || !realUpdates || !fakeUpdates) throw new Error('The running means have four numbers.');
      this.#state.assign(
        tf.stack([next(sumReal, real), next(sumFake, fake), counted(realUpdates, real), counted(fakeUpdates, fake)]),
      );
    });
  }

  /** By name, for a checkpoint. */
  async save(): Promise<Record<string, number>> {
    const values = await this.#state.value.data();
    return Object.fromEntries(NAMES.map((name, place) => [name, values[place] ?? 0]));
  }

  /** @param numbers of a checkpoint; one that has none of these leaves them at their start */
  restore(numbers: Readonly<Record<string, number>>): void {
    this.#state.load(Float32Array.from(NAMES, (name) => numbers[name] ?? 0));
  }

  dispose(): void {
    this.#state.dispose();
  }
}

/** A mean without what it lacks of its first updates: Σ / (1 − decay^updates); 0 before any. */
const meanOf = (sum: tf.Tensor, updates: tf.Tensor): tf.Tensor =>
  tf.div(sum, tf.maximum(tf.neg(tf.expm1(tf.mul(updates, Math.log(DECAY)))), 1 - DECAY));
