import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { Variable } from '../network/variable.ts';
import { Adam } from './adam.ts';
import { GradientDescent } from './gradient-descent.ts';
import type { Optimizer, RateSettings } from './optimizer.ts';
import { RmsProp } from './rms-prop.ts';

export const rateSettingsOf = (config: RunConfig, player: 'generator' | 'discriminator'): RateSettings => ({
  learningRate: config[`optimizer.${player}.learningRate`],
  decay: config[`optimizer.${player}.decay`],
});

/** The optimiser of a player, as the configuration has it. */
export function makeOptimizer(
  weights: readonly Variable[],
  player: 'generator' | 'discriminator',
  config: RunConfig,
  adamEpsilon: Recipe['adamEpsilon'],
): Optimizer {
  const rate = rateSettingsOf(config, player);
  const kind = config[`optimizer.${player}.kind`];
  switch (kind) {
    case 'adam':
      return new Adam(weights, {
        ...rate,
        beta1: config[`optimizer.${player}.beta1`],
        beta2: config[`optimizer.${player}.beta2`],
        epsilon: adamEpsilon,
      });
    case 'rmsprop':
      return new RmsProp(weights, { ...rate, rho: config[`optimizer.${player}.rho`] });
    case 'sgd':
      return new GradientDescent(weights, rate);
    default:
      return assertNever(kind);
  }
}
