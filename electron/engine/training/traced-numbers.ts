import type { Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerNumbers } from '@shared/config/schedules.ts';
import type { Double, DoubleOps, StepOps } from '../compile/index.ts';
import { slotUnits, type AdamSettings } from './adam-numbers.ts';
import type { RateSettings, UpdateNumbers } from './optimizer.ts';

// The numbers of an update from a counter on the device, so that one call can make many steps. In float64 like in
// JavaScript: in float32, 1 − β₂ᵗ is off by 1e-5 at first.

/** What schedules say, fed in float32; null where there are none. */
type Scheduled = OptimizerNumbers<Tensor> | null;

/** `decayedRate` on the device. @param update which of the optimiser's updates it is, from 1: int32 scalar */
export const tracedRate = (ops: StepOps, settings: RateSettings, update: Tensor, at: Scheduled = null): Tensor =>
  ops.inDoubles(update, (doubles, t) => rateAt(doubles, settings, t, at));

/** `adamNumbers` on the device. @param update which of the optimiser's updates it is, from 1: int32 scalar */
export function tracedAdamNumbers(
  ops: StepOps,
  settings: AdamSettings,
  update: Tensor,
  at: Scheduled = null,
): UpdateNumbers<Tensor> {
  const { beta1, epsilon } = settings;
  // A β₂ that follows a schedule is what float32 has: the slots are the textbook's.
  const units = at ? { ...slotUnits(settings), v: 1 } : slotUnits(settings);
  const root = Math.sqrt(units.v);
  const scalarOf = (make: (doubles: DoubleOps, correction: Double, t: Double) => Double): Tensor =>
    ops.inDoubles(update, (doubles, t) => {
      const beta2 = at ? doubles.of(at.beta2) : doubles.constant(settings.beta2);
      return make(doubles, doubles.sqrt(remaining(doubles, beta2, t)), t);
    });
  return {
    rate: scalarOf((doubles, correction, t) => {
      const base = doubles.mul(rateAt(doubles, settings, t, at), doubles.constant(root / units.m));
      return doubles.div(doubles.mul(base, correction), remaining(doubles, doubles.constant(beta1), t));
    }),
    epsilon: scalarOf((doubles, correction) => {
      const base = doubles.constant(epsilon.value * root);
      return epsilon.addedTo === 'corrected' ? doubles.mul(base, correction) : base;
    }),
    ...(at && { beta2: at.beta2 }),
  };
}

/** rate / (1 + decay·(t − 1)), times its schedule's share */
function rateAt(doubles: DoubleOps, settings: RateSettings, t: Double, at: Scheduled): Double {
  const rate = decayed(doubles, settings, t);
  return at ? doubles.mul(rate, doubles.of(at.rate)) : rate;
}

function decayed(doubles: DoubleOps, { learningRate, decay }: RateSettings, t: Double): Double {
  const rate = doubles.constant(learningRate);
  if (decay === 0) return rate;
  const done = doubles.mul(doubles.constant(decay), doubles.sub(t, doubles.constant(1)));
  return doubles.div(rate, doubles.add(doubles.constant(1), done));
}

/** 1 − βᵗ */
const remaining = (doubles: DoubleOps, beta: Double, t: Double): Double =>
  doubles.sub(doubles.constant(1), doubles.pow(beta, t));
