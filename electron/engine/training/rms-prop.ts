import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerNumbers } from '@shared/config/schedules.ts';
import type { StepOps } from '../compile/index.ts';
import { applyRmsPropInPlace } from '../native/apply-rms-prop.ts';
import { ResourceVariable } from '../native/resource-variable.ts';
import type { Variable } from '../network/variable.ts';
import {
  createSlot,
  decayedRate,
  gradientOf,
  onDevice,
  type Optimizer,
  type RateSettings,
  type UpdateNumbers,
} from './optimizer.ts';
import { tracedRate } from './traced-numbers.ts';

export interface RmsPropSettings extends RateSettings {
  rho: number;
}

/** Keras' ε, added to the mean square before the root is taken. */
const EPSILON = 1e-7;

/** RMSprop (Tieleman & Hinton 2012) as Keras has it: v ← ρv + (1 − ρ)g², w ← w − rate·g/√(v + ε). */
export class RmsProp implements Optimizer {
  iterations = 0;
  /** The mean square of each weight: "<weight>/meanSquare". */
  readonly slots: readonly Variable[];
  readonly variables: readonly Variable[];
  readonly #rows: readonly { weight: Variable; meanSquare: Variable; step: Variable }[];

  constructor(
    weights: readonly Variable[],
    readonly settings: RmsPropSettings,
  ) {
    this.#rows = weights.map((weight) => ({
      weight,
      meanSquare: createSlot(weight, 'meanSquare'),
      // TensorFlow's op keeps each step for its momentum, which is 0 here: written anew each time, never saved.
      step: createSlot(weight, 'step'),
    }));
    this.slots = this.#rows.map(({ meanSquare }) => meanSquare);
    this.variables = this.#rows.flatMap(({ meanSquare, step }) => [meanSquare, step]);
  }

  numbers(t: number, at: OptimizerNumbers | null = null): UpdateNumbers {
    return { rate: decayedRate(this.settings, t, at?.rate), epsilon: EPSILON };
  }

  tracedNumbers(
    ops: StepOps,
    update: tf.Tensor,
    at: OptimizerNumbers<tf.Tensor> | null = null,
  ): UpdateNumbers<tf.Tensor> {
    return { rate: tracedRate(ops, this.settings, update, at), epsilon: tf.scalar(EPSILON) };
  }

  update(gradients: readonly tf.Tensor[]): void {
    this.iterations += 1;
    tf.tidy(() => this.move(gradients, onDevice(this.numbers(this.iterations))));
  }

  move(gradients: readonly tf.Tensor[], { rate, epsilon }: UpdateNumbers<tf.Tensor>): void {
    const { rho } = this.settings;
    tf.tidy(() => {
      const scalars = { rate, epsilon, rho: tf.scalar(rho), zero: tf.scalar(0) };
      for (const [index, { weight, meanSquare, step }] of this.#rows.entries()) {
        const gradient = gradientOf(gradients, index, weight);
        if (
          weight instanceof ResourceVariable &&
          meanSquare instanceof ResourceVariable &&
          step instanceof ResourceVariable
        ) {
          applyRmsPropInPlace(weight, meanSquare, step, scalars, gradient);
        } else {
          meanSquare.assign(tf.add(tf.mul(meanSquare.value, rho), tf.mul(tf.square(gradient), 1 - rho)));
          const move = tf.mul(tf.mul(gradient, rate), tf.rsqrt(tf.add(meanSquare.value, epsilon)));
          weight.assign(tf.sub(weight.value, move));
        }
      }
    });
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}
