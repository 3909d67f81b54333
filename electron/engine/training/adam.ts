import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerNumbers } from '@shared/config/schedules.ts';
import type { StepOps } from '../compile/index.ts';
import { applyAdamInPlace } from '../native/apply-adam.ts';
import { ResourceVariable } from '../native/resource-variable.ts';
import type { Variable } from '../network/variable.ts';
import { adamNumbers, newShare, type AdamSettings } from './adam-numbers.ts';
import { createSlot, gradientOf, onDevice, type Optimizer, type UpdateNumbers } from './optimizer.ts';
import { tracedAdamNumbers } from './traced-numbers.ts';

/** Adam over a fixed list of weights, with slots that can be saved. */
export class Adam implements Optimizer {
  iterations = 0;
  /** m and v of each weight: "<weight>/m", "<weight>/v". */
  readonly slots: readonly Variable[];
  readonly #rows: readonly { weight: Variable; m: Variable; v: Variable }[];

  constructor(
    weights: readonly Variable[],
    readonly settings: AdamSettings,
  ) {
    this.#rows = weights.map((weight) => ({ weight, m: createSlot(weight, 'm'), v: createSlot(weight, 'v') }));
    this.slots = this.#rows.flatMap(({ m, v }) => [m, v]);
  }

  get variables(): readonly Variable[] {
    return this.slots;
  }

  numbers(t: number, at: OptimizerNumbers | null = null): UpdateNumbers {
    return adamNumbers(this.settings, t, at);
  }

  tracedNumbers(
    ops: StepOps,
    update: tf.Tensor,
    at: OptimizerNumbers<tf.Tensor> | null = null,
  ): UpdateNumbers<tf.Tensor> {
    return tracedAdamNumbers(ops, this.settings, update, at);
  }

  update(gradients: readonly tf.Tensor[]): void {
    this.iterations += 1;
    tf.tidy(() => this.move(gradients, onDevice(this.numbers(this.iterations))));
  }

  move(gradients: readonly tf.Tensor[], numbers: UpdateNumbers<tf.Tensor>): void {
    const { beta1, beta2 } = this.settings;
    tf.tidy(() => {
      const scalars = { zero: tf.scalar(0), beta1: tf.scalar(beta1), beta2: tf.scalar(beta2), ...numbers };
      for (const [index, { weight, m, v }] of this.#rows.entries()) {
        const gradient = gradientOf(gradients, index, weight);
        if (weight instanceof ResourceVariable && m instanceof ResourceVariable && v instanceof ResourceVariable)
          applyAdamInPlace(weight, m, v, scalars, gradient);
        else applyAdam(weight, m, v, { ...numbers, beta1, fresh: freshShare(beta2, numbers.beta2) }, gradient);
      }
    });
  }

  dispose(): void {
    for (const slot of this.slots) slot.dispose();
  }
}

/** 1 − β₂: of one that follows a schedule, on the device. */
const freshShare = (beta2: number, scheduled: tf.Tensor | undefined): number | tf.Tensor =>
  scheduled ? tf.sub(1, scheduled) : newShare(beta2);

/** m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), w ← w − rate·m/(√v + ε) */
function applyAdam(
  weight: Variable,
  m: Variable,
  v: Variable,
  {
    rate,
    epsilon,
    beta1,
    fresh,
  }: UpdateNumbers<tf.Tensor> & Pick<AdamSettings, 'beta1'> & { fresh: number | tf.Tensor },
  gradient: tf.Tensor,
): void {
  m.assign(tf.add(m.value, tf.mul(tf.sub(gradient, m.value), newShare(beta1))));
  v.assign(tf.add(v.value, tf.mul(tf.sub(tf.square(gradient), v.value), fresh)));
  const move = tf.div(tf.mul(m.value, rate), tf.add(tf.sqrt(v.value), epsilon));
  weight.assign(tf.sub(weight.value, move));
}
