import * as tf from '@tensorflow/tfjs-core';
import type { Recipe } from '@shared/presets/index.ts';
import { applyAdamInPlace } from '../network/native/apply-adam.ts';
import { ResourceVariable } from '../network/native/resource-variable.ts';
import type { Variable } from '../network/variable.ts';
import {
  createSlot,
  decayedRate,
  gradientOf,
  type Optimizer,
  type RateOps,
  type RateSettings,
  type UpdateNumbers,
} from './optimizer.ts';

export interface AdamSettings extends RateSettings {
  beta1: number;
  beta2: number;
  epsilon: Recipe['adamEpsilon'];
}

/** 1 − β as float32 has it: what TensorFlow's Adam, which is given β, multiplies gradients by. */
const newShare = (beta: number): number => 1 - Math.fround(beta);

/**
 * How much larger the stored slots are than the textbook's: TensorFlow's kernel takes β in float32, where
 * 1 − 0.999 comes out 1.3e-5 too small. Rate and ε make up for it, so that weights move as they should.
 */
export function slotUnits({ beta1, beta2 }: Pick<AdamSettings, 'beta1' | 'beta2'>): { m: number; v: number } {
  return { m: newShare(beta1) / (1 - beta1), v: newShare(beta2) / (1 - beta2) };
}

/**
 * Adam's step sizes (Kingma & Ba 2015, algorithm 1 and the end of section 2) at update `t`, counted from 1.
 * ε is added to √v̂ by PyTorch, so it shrinks with the bias correction here, and to √v by Keras.
 */
export function adamNumbers(settings: AdamSettings, t: number): UpdateNumbers {
  const { beta1, beta2, epsilon } = settings;
  const correction = Math.sqrt(1 - beta2 ** t);
  const units = slotUnits(settings);
  const root = Math.sqrt(units.v);
  return {
    rate: ((decayedRate(settings, t) * correction) / (1 - beta1 ** t)) * (root / units.m),
    epsilon: epsilon.value * (epsilon.addedTo === 'corrected' ? correction : 1) * root,
  };
}

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

  numbers(t: number): UpdateNumbers {
    return adamNumbers(this.settings, t);
  }

  tracedNumbers(ops: RateOps, update: tf.Tensor): UpdateNumbers<tf.Tensor> {
    return ops.adamNumbers(this.settings, update);
  }

  update(gradients: readonly tf.Tensor[]): void {
    this.iterations += 1;
    const { rate, epsilon } = this.numbers(this.iterations);
    tf.tidy(() => this.move(gradients, { rate: tf.scalar(rate), epsilon: tf.scalar(epsilon) }));
  }

  move(gradients: readonly tf.Tensor[], numbers: UpdateNumbers<tf.Tensor>): void {
    const { beta1, beta2 } = this.settings;
    tf.tidy(() => {
      const scalars = { ...numbers, zero: tf.scalar(0), beta1: tf.scalar(beta1), beta2: tf.scalar(beta2) };
      for (const [index, { weight, m, v }] of this.#rows.entries()) {
        const gradient = gradientOf(gradients, index, weight);
        if (weight instanceof ResourceVariable && m instanceof ResourceVariable && v instanceof ResourceVariable)
          applyAdamInPlace(weight, m, v, scalars, gradient);
        else applyAdam(weight, m, v, { ...numbers, beta1, beta2 }, gradient);
      }
    });
  }

  dispose(): void {
    for (const slot of this.slots) slot.dispose();
  }
}

/** m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), w ← w − rate·m/(√v + ε) */
function applyAdam(
  weight: Variable,
  m: Variable,
  v: Variable,
  { rate, epsilon, beta1, beta2 }: UpdateNumbers<tf.Tensor> & Pick<AdamSettings, 'beta1' | 'beta2'>,
  gradient: tf.Tensor,
): void {
  m.assign(tf.add(m.value, tf.mul(tf.sub(gradient, m.value), newShare(beta1))));
  v.assign(tf.add(v.value, tf.mul(tf.sub(tf.square(gradient), v.value), newShare(beta2))));
  const move = tf.div(tf.mul(m.value, rate), tf.add(tf.sqrt(v.value), epsilon));
  weight.assign(tf.sub(weight.value, move));
}
