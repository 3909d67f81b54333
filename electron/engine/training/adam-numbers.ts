import type { OptimizerNumbers } from '@shared/config/schedules.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { decayedRate, type RateSettings, type UpdateNumbers } from './optimizer.ts';

export interface AdamSettings extends RateSettings {
  beta1: number;
  beta2: number;
  epsilon: Recipe['adamEpsilon'];
}

/** 1 − β as float32 has it: what TensorFlow's Adam, which is given β, multiplies gradients by. */
export const newShare = (beta: number): number => 1 - Math.fround(beta);

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
 * A β₂ that follows a schedule is taken as it is now for all updates so far, as PyTorch does.
 */
export function adamNumbers(given: AdamSettings, t: number, at: OptimizerNumbers | null = null): UpdateNumbers {
  const settings = at ? { ...given, beta2: at.beta2 } : given;
  const { beta1, beta2, epsilon } = settings;
  const correction = Math.sqrt(1 - beta2 ** t);
  const units = slotUnits(settings);
  const root = Math.sqrt(units.v);
  return {
    rate: ((decayedRate(settings, t, at?.rate) * correction) / (1 - beta1 ** t)) * (root / units.m),
    epsilon: epsilon.value * (epsilon.addedTo === 'corrected' ? correction : 1) * root,
    ...(at && { beta2 }),
  };
}
