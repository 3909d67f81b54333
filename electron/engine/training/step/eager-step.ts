import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { optimizerNumbersAt } from '@shared/config/schedules.ts';
import { stepDraws } from '../../random/step-draws.ts';
import { drawsOf } from '../device-draws.ts';
import type { Duel, Player } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { onDevice, type UpdateNumbers } from '../optimizer.ts';
import { playStep, stepInputs } from './play.ts';
import { dueAt } from './due.ts';
import type { TrainingStep } from './training-step.ts';

/** Steps that run op by op, on any device. */
export function eagerStep(duel: Duel, feed: Feed): TrainingStep {
  const draws = drawsOf(duel.config.seed);
  return {
    callSize: () => 1,
    run: (step) => {
      const inputs = stepInputs(duel.options, feed, feed.sizeAt(step));
      const fed = inputs.map(({ name, shape, dtype, valuesAt }) => [name, tensor(valuesAt(step), [...shape], dtype)]);
      const next = scheduledNumbers(duel, step);
      return playStep(duel, Object.fromEntries(fed), stepDraws(draws(step)), dueAt(step), { next });
    },
    // It trains the duel's own variables.
    bringToDuel: () => undefined,
    takeFromDuel: () => undefined,
    dispose: () => undefined,
  };
}

/** The numbers of a player's next update in a step, counted, where they follow a schedule; null where they do not. */
export const scheduledNumbers =
  (duel: Duel, step: number) =>
  (player: Player): UpdateNumbers<Tensor> | null => {
    const at = optimizerNumbersAt(duel.config, player, step);
    if (!at) return null;
    const optimizer = duel.optimizers[player];
    optimizer.iterations += 1;
    return onDevice(optimizer.numbers(optimizer.iterations, at));
  };
