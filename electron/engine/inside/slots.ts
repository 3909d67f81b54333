import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { optimizerNumbersAt } from '@shared/config/schedules.ts';
import type { NetworkName } from '@shared/network/layers-model.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { OptimizerState } from '@shared/training-state.ts';
import { adamNumbers, slotUnits } from '../training/adam-numbers.ts';

/** Sums of squares over the values of a weight; null where the optimiser keeps nothing that tells them. */
export interface Moved {
  gradient: number | null;
  update: number | null;
}

/** What an optimiser's slots tell of a weight, by its name `<layer>/<weight>`. */
export type SlotReader = (weight: string) => Moved;

const NOTHING: Moved = { gradient: null, update: null };

/**
 * Reads the size of gradients and of the last update from what an optimiser remembers.
 *
 * Adam (Kingma & Ba 2015, algorithm 1): v̂ is the mean of the gradient's square over about the last 1 / (1 − β₂) updates,
 * and the last update was rate·m / (√v + ε), by the same numbers as in training. RMSprop keeps the mean of the square
 * alone, which starts at 0 as Adam's does; what its last gradient was, nobody kept. Gradient descent keeps nothing.
 */
export function slotReader(
  { iterations, slots }: OptimizerState,
  player: NetworkName,
  config: RunConfig,
  adamEpsilon: Recipe['adamEpsilon'],
  step: number,
): SlotReader {
  if (iterations === 0) return () => NOTHING;
  const byName = new Map(slots.map(({ name, data }) => [name, data]));
  const kind = config[`optimizer.${player}.kind`];
  switch (kind) {
    case 'adam': {
      const settings = {
        learningRate: config[`optimizer.${player}.learningRate`],
        decay: config[`optimizer.${player}.decay`],
        beta1: config[`optimizer.${player}.beta1`],
        beta2: config[`optimizer.${player}.beta2`],
        epsilon: adamEpsilon,
      };
      const at = optimizerNumbersAt(config, player, lastMove(config, player, step));
      const { rate, epsilon } = adamNumbers(settings, iterations, at);
      const beta2 = at?.beta2 ?? settings.beta2;
      const share = slotUnits({ ...settings, beta2 }).v * (1 - beta2 ** iterations);
      return (weight) => {
        const [m, v] = [byName.get(`${weight}/m`), byName.get(`${weight}/v`)];
        return m && v ? { gradient: sum(v) / share, update: adamUpdate(m, v, rate, epsilon) } : NOTHING;
      };
    }
    case 'rmsprop': {
      const share = 1 - config[`optimizer.${player}.rho`] ** iterations;
      return (weight) => {
        const meanSquare = byName.get(`${weight}/meanSquare`);
        return meanSquare ? { gradient: sum(meanSquare) / share, update: null } : NOTHING;
      };
    }
    case 'sgd':
      return () => NOTHING;
    default:
      return assertNever(kind);
  }
}

/** The step, from 0, in which a player moved last before so many were completed. */
function lastMove(config: RunConfig, player: NetworkName, completed: number): number {
  const every = config[`steps.${player}Every`];
  return Math.max(0, Math.ceil(completed / every) - 1) * every;
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function adamUpdate(m: Float32Array, v: Float32Array, rate: number, epsilon: number): number {
  let total = 0;
  for (let at = 0; at < m.length; at++)
    total += ((rate * (m[at] as number)) / (Math.sqrt(v[at] as number) + epsilon)) ** 2;
  return total;
}
