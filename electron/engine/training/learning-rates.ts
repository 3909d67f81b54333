import { rateShareAt, schedulesRates } from '@shared/config/schedules.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { MetricRow } from '@shared/run.ts';
import type { Player } from './duel.ts';
import { rateSettingsOf } from './make-optimizer.ts';
import { decayedRate } from './optimizer.ts';

/**
 * The learning rates that are logged of a step, from 0: what a player's first update in it is made with, and the next one where
 * it makes none. NaN where no rate of the run follows a schedule.
 * @param updates each player's before the step
 */
export function learningRatesAt(
  config: RunConfig,
  step: number,
  updates: Readonly<Record<Player, number>>,
): Pick<MetricRow, 'gLearningRate' | 'dLearningRate'> {
  const scheduled = schedulesRates(config);
  const rateOf = (player: Player): number =>
    scheduled
      ? decayedRate(rateSettingsOf(config, player), updates[player] + 1, rateShareAt(config, player, step))
      : Number.NaN;
  return { gLearningRate: rateOf('generator'), dLearningRate: rateOf('discriminator') };
}
