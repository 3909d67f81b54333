import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { LOSSES } from '@shared/loss/index.ts';
import type { Readings } from '../../metric/readings.ts';
import { createVariable, type Variable } from '../../network/variable.ts';

/** So many steps in which D learned make one move of p. */
const STEPS_A_MOVE = 4;

/** What it remembers, in this order, and how a checkpoint names it. */
const NAMES = ['ada/p', 'ada/signs', 'ada/images', 'ada/steps'] as const;

/**
 * The probability p of ADA's changes: fixed, or adaptive. Then, after every four steps, it moves by the number of real images that D
 * was shown in them, over `ada.images`, up where the mean sign of D's score of them is above the target and down where it is
 * below (Karras et al. 2020, section 3.1; of r_t the form that their code has).
 */
export class AugmentProbability {
  /** [p, sum of signs, images, steps] since p last moved; null where p is fixed. */
  readonly #state: Variable | null;

  constructor(readonly config: RunConfig) {
    const start = [config['ada.probability'], 0, 0, 0];
    this.#state =
      config['ada.kind'] === 'adaptive' ? createVariable('ada', [start.length], () => tf.tensor1d(start)) : null;
  }

  get variables(): readonly Variable[] {
    return this.#state ? [this.#state] : [];
  }

  /** p now, a scalar of the current tidy scope. */
  value(): tf.Tensor {
    return this.#state ? tf.reshape(tf.slice(this.#state.value, 0, 1), []) : tf.scalar(this.config['ada.probability']);
  }

  /** Takes a step's scores of real images into account. @param read what was read in D's updates of the step */
  follow(read: readonly Readings[]): void {
    const state = this.#state;
    const scores = read.flatMap(realScores);
    if (!state || scores.length === 0) return;
    tf.tidy(() => {
      const all = tf.concat(scores);
      const middle = LOSSES[this.config['loss.kind']].middle ?? 0;
      const [p, signs, images, steps] = tf.unstack(state.value) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const sum = tf.add(signs, tf.sum(tf.sign(tf.sub(all, middle))));
      const shown = tf.add(images, all.size);
      const taken = tf.add(steps, 1);
      const ahead = tf.sign(tf.sub(tf.div(sum, shown), this.config['ada.target']));
      const moved = tf.clipByValue(tf.add(p, tf.mul(ahead, tf.div(shown, this.config['ada.images']))), 0, 1);
      const over = tf.greaterEqual(taken, STEPS_A_MOVE);
      const nothing = tf.scalar(0);
      const next = [tf.where(over, moved, p), ...[sum, shown, taken].map((one) => tf.where(over, nothing, one))];
      state.assign(tf.stack(next));
    });
  }

  /** By name, for a checkpoint. */
  async save(): Promise<Record<string, number>> {
    if (!this.#state) return {};
    const values = await this.#state.value.data();
    return Object.fromEntries(NAMES.map((name, place) => [name, values[place] ?? 0]));
  }

  /** @param numbers of a checkpoint; one that has none of these leaves it at its start */
  restore(numbers: Readonly<Record<string, number>>): void {
    const [first] = NAMES;
    if (numbers[first] === undefined) return;
    this.#state?.load(Float32Array.from(NAMES, (name) => numbers[name] ?? 0));
  }

  dispose(): void {
    this.#state?.dispose();
  }
}

/** D's scores of real images among what was read, [n] each. */
function realScores({ values, parts }: Readings): tf.Tensor1D[] {
  let from = 0;
  return parts.flatMap(({ kind, count }) => {
    from += count;
    return kind === 'real' ? [tf.slice1d(values, from - count, count)] : [];
  });
}
