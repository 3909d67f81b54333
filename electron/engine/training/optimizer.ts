import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerNumbers } from '@shared/config/schedules.ts';
import type { StepOps } from '../compile/index.ts';
import { createVariable, type Variable } from '../network/variable.ts';

/** A learning rate and Keras' time decay of it. */
export interface RateSettings {
  learningRate: number;
  /** rate / (1 + decay × updates so far) */
  decay: number;
}

/** The numbers of one update that change from update to update: in JavaScript, or scalars on the device. */
export interface UpdateNumbers<Value = number> {
  rate: Value;
  epsilon: Value;
  /** Adam's, where it follows a schedule. */
  beta2?: Value;
}

/** Moves a fixed list of weights by their gradients, with slots that can be saved. */
export interface Optimizer {
  /** Updates done so far. */
  iterations: number;
  /** What it remembers of each weight: "<weight>/<slot>". */
  readonly slots: readonly Variable[];
  /** Everything of it that lives on the device: the slots, and room it works in. */
  readonly variables: readonly Variable[];
  /** The numbers of update `t`, counted from 1. @param at what the schedules say; null where there are none */
  numbers(t: number, at?: OptimizerNumbers | null): UpdateNumbers;
  /** The same on the device. @param update int32 scalar, from 1 */
  tracedNumbers(ops: StepOps, update: tf.Tensor, at?: OptimizerNumbers<tf.Tensor> | null): UpdateNumbers<tf.Tensor>;
  /** Moves every weight once. @param gradients one for each weight, in their order; they stay the caller's */
  update(gradients: readonly tf.Tensor[]): void;
  /** The same with the numbers of the update given, which the caller counts. */
  move(gradients: readonly tf.Tensor[], numbers: UpdateNumbers<tf.Tensor>): void;
  dispose(): void;
}

/** Keras' time decay, InverseTimeDecay with decay_steps = 1, at update `t`, counted from 1. @param share of a schedule */
export const decayedRate = ({ learningRate, decay }: RateSettings, t: number, share = 1): number =>
  (learningRate / (1 + decay * (t - 1))) * share;

/** Numbers of an update as scalars on the device. */
export const onDevice = ({ rate, epsilon, beta2 }: UpdateNumbers): UpdateNumbers<tf.Tensor> => ({
  rate: tf.scalar(rate),
  epsilon: tf.scalar(epsilon),
  ...(beta2 !== undefined && { beta2: tf.scalar(beta2) }),
});

/** A slot of a weight, `<weight>/<name>`; 0 at first. */
export const createSlot = ({ name, shape }: Variable, kind: string): Variable =>
  createVariable(`${name}/${kind}`, shape, () => tf.fill([...shape], 0));

/** The gradient of one weight. @throws when the caller gave none */
export function gradientOf(gradients: readonly tf.Tensor[], index: number, { name }: Variable): tf.Tensor {
  const gradient = gradients[index];
  if (!gradient) throw new Error(`The optimiser got no gradient for ${name}.`);
  return gradient;
}
