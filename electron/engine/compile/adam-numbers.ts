import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { slotUnits, type AdamSettings } from '../training/adam.ts';
import type { RateSettings } from '../training/optimizer.ts';
import { DataType, tensorId, type NativeBackend } from './native-backend.ts';
import { NativeScope } from './native-scope.ts';

/** Adam's step size and ε at one update, on the device. */
export interface TracedAdamNumbers {
  rate: Scalar;
  epsilon: Scalar;
}

/**
 * What `adamNumbers` of training/adam.ts gives, from a counter on the device, so that one call can make
 * many steps. In float64 like there: in float32, 1 − β2ᵗ is off by 1e-5 at first.
 * @param update which of the optimiser's updates it is, from 1: int32 scalar
 */
export function tracedAdamNumbers(backend: NativeBackend, settings: AdamSettings, update: Tensor): TracedAdamNumbers {
  const { beta1, beta2, epsilon } = settings;
  const units = slotUnits(settings);
  const root = Math.sqrt(units.v);
  const scalarOf = (make: (scope: NativeScope, correction: number, t: number) => number): Scalar => {
    const scope = new NativeScope(backend);
    const t = scope.cast(tensorId(backend, update), DataType.int32, DataType.float64);
    const correction = scope.double('Sqrt', remaining(scope, beta2, t));
    return scope.finish(scope.cast(make(scope, correction, t), DataType.float64, DataType.float32), []) as Scalar;
  };
  return {
    rate: scalarOf((scope, correction, t) => {
      const base = scope.double('Mul', rateOf(scope, settings, t), scope.float64(root / units.m));
      return scope.double('Div', scope.double('Mul', base, correction), remaining(scope, beta1, t));
    }),
    epsilon: scalarOf((scope, correction) => {
      const base = scope.float64(epsilon.value * root);
      return epsilon.addedTo === 'corrected' ? scope.double('Mul', base, correction) : base;
    }),
  };
}

/** What `decayedRate` of training/optimizer.ts gives, from a counter on the device. @param update int32 scalar, from 1 */
export function tracedRate(backend: NativeBackend, settings: RateSettings, update: Tensor): Scalar {
  const scope = new NativeScope(backend);
  const t = scope.cast(tensorId(backend, update), DataType.int32, DataType.float64);
  return scope.finish(scope.cast(rateOf(scope, settings, t), DataType.float64, DataType.float32), []) as Scalar;
}

/** rate / (1 + decay·(t − 1)) */
function rateOf(scope: NativeScope, { learningRate, decay }: RateSettings, t: number): number {
  const rate = scope.float64(learningRate);
  if (decay === 0) return rate;
  const done = scope.double('Mul', scope.float64(decay), scope.double('Sub', t, scope.float64(1)));
  return scope.double('Div', rate, scope.double('Add', scope.float64(1), done));
}

/** 1 − βᵗ */
const remaining = (scope: NativeScope, beta: number, t: number): number =>
  scope.double('Sub', scope.float64(1), scope.double('Pow', scope.float64(beta), t));
