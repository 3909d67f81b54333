import type { Tensor } from '@tensorflow/tfjs-core';
import type { Double, DoubleOps, StepOps } from '../compile/index.ts';
import { slotUnits, type AdamSettings } from './adam-numbers.ts';
import type { RateSettings, UpdateNumbers } from './optimizer.ts';

// The numbers of an update from a counter on the device, so that one call can make many steps. In float64 like in
// JavaScript: in float32, 1 − β₂ᵗ is off by 1e-5 at first.

/** `decayedRate` on the device. @param update which of the optimiser's updates it is, from 1: int32 scalar */
export const tracedRate = (ops: StepOps, settings: RateSettings, update: Tensor): Tensor =>
  ops.inDoubles(update, (doubles, t) => rateAt(doubles, settings, t));

/** `adamNumbers` on the device. @param update which of the optimiser's updates it is, from 1: int32 scalar */
export function tracedAdamNumbers(ops: StepOps, settings: AdamSettings, update: Tensor): UpdateNumbers<Tensor> {
  const { beta1, beta2, epsilon } = settings;
  const units = slotUnits(settings);
  const root = Math.sqrt(units.v);
  const scalarOf = (make: (doubles: DoubleOps, correction: Double, t: Double) => Double): Tensor =>
    ops.inDoubles(update, (doubles, t) => make(doubles, doubles.sqrt(remaining(doubles, beta2, t)), t));
  return {
    rate: scalarOf((doubles, correction, t) => {
      const base = doubles.mul(rateAt(doubles, settings, t), doubles.constant(root / units.m));
      return doubles.div(doubles.mul(base, correction), remaining(doubles, beta1, t));
    }),
    epsilon: scalarOf((doubles, correction) => {
      const base = doubles.constant(epsilon.value * root);
      return epsilon.addedTo === 'corrected' ? doubles.mul(base, correction) : base;
    }),
  };
}

/** rate / (1 + decay·(t − 1)) */
function rateAt(doubles: DoubleOps, { learningRate, decay }: RateSettings, t: Double): Double {
  const rate = doubles.constant(learningRate);
  if (decay === 0) return rate;
  const done = doubles.mul(doubles.constant(decay), doubles.sub(t, doubles.constant(1)));
  return doubles.div(rate, doubles.add(doubles.constant(1), done));
}

/** 1 − βᵗ */
const remaining = (doubles: DoubleOps, beta: number, t: Double): Double =>
  doubles.sub(doubles.constant(1), doubles.pow(doubles.constant(beta), t));
