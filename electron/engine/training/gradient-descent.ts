import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerNumbers } from '@shared/config/schedules.ts';
import type { StepOps } from '../compile/index.ts';
import type { Variable } from '../network/variable.ts';
import {
  decayedRate,
  gradientOf,
  onDevice,
  type Optimizer,
  type RateSettings,
  type UpdateNumbers,
} from './optimizer.ts';
import { tracedRate } from './traced-numbers.ts';

/** w ← w − rate·g */
export class GradientDescent implements Optimizer {
  iterations = 0;
  readonly slots: readonly Variable[] = [];
  readonly variables: readonly Variable[] = [];

  constructor(
    readonly weights: readonly Variable[],
    readonly settings: RateSettings,
  ) {}

  numbers(t: number, at: OptimizerNumbers | null = null): UpdateNumbers {
    return { rate: decayedRate(this.settings, t, at?.rate), epsilon: 0 };
  }

  tracedNumbers(
    ops: StepOps,
    update: tf.Tensor,
    at: OptimizerNumbers<tf.Tensor> | null = null,
  ): UpdateNumbers<tf.Tensor> {
    return { rate: tracedRate(ops, this.settings, update, at), epsilon: tf.scalar(0) };
  }

  update(gradients: readonly tf.Tensor[]): void {
    this.iterations += 1;
    tf.tidy(() => this.move(gradients, onDevice(this.numbers(this.iterations))));
  }

  move(gradients: readonly tf.Tensor[], { rate }: UpdateNumbers<tf.Tensor>): void {
    tf.tidy(() => {
      for (const [index, weight] of this.weights.entries())
        weight.assign(tf.sub(weight.value, tf.mul(gradientOf(gradients, index, weight), rate)));
    });
  }

  dispose(): void {
    // It holds nothing.
  }
}
