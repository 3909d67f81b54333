import { nodesOf } from '@shared/network/graph.ts';
import type { Layer } from '@shared/network/layers.ts';
import type { JudgementMetrics } from '../../electron/engine/metric/judgement.ts';
import type { DuelOptions } from '../../electron/engine/training/duel.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { distance, ourSlot, PLAYERS, type Golden, type GoldenStep, type GoldenTensors, type Player } from './golden.ts';

/** Largest difference allowed, as a share of an array's largest value. */
export const TOLERANCE = 1e-5;
/** Of a weight after an update, as a share of the learning rate; float32's rounding of the weight comes on top. */
const STEP_TOLERANCE = 1e-4;
/** The gradient of a bias that feeds a batch norm is zero: what remains is rounding. */
const ZERO_GRADIENT_TOLERANCE = 1e-2;
/** Of a network's largest gradient: what such a gradient of zero is measured by, and what other small ones are. */
const ZERO_GRADIENT_SCALE = 0.1;
const SMALL_GRADIENT_SCALE = 0.01;
const FLOAT32_ROUNDING = 2 ** -23;

export interface Difference {
  what: string;
  /** 1 is the most allowed. */
  size: number;
}

/** What is read of one of our steps. */
export interface SteppedState {
  metrics: JudgementMetrics;
  state: Pick<TrainingState, Player | 'optimizers' | 'average' | 'numbers'>;
}

/** Losses of a step, in shares of what is allowed. */
export const lossDifferences = (metrics: JudgementMetrics, { losses }: GoldenStep): Difference[] =>
  Object.entries(losses).map(([name, loss]) => ({
    what: name,
    size: distance([metrics[name as 'dLoss'] ?? Number.NaN], [loss]) / TOLERANCE,
  }));

/** Everything in which one of our training steps differs from the original's, in shares of what is allowed. */
export function stepDifferences(
  golden: Pick<Golden, 'float32Betas' | 'allowance' | 'still'>,
  { networks, config }: DuelOptions,
  { metrics, state }: SteppedState,
  expected: GoldenStep,
): Difference[] {
  const { allowance } = golden;
  const found = lossDifferences(metrics, expected);
  for (const [name, value] of Object.entries(expected.numbers)) {
    const ours = state.numbers?.[name] ?? Number.NaN;
    found.push({ what: name, size: distance([ours], [value]) / TOLERANCE });
  }
  for (const [name, { data }] of Object.entries(expected.average ?? {})) {
    const ours = state.average?.find((tensor) => tensor.name === name)?.data ?? [];
    found.push({ what: `average ${name}`, size: distance(ours, data) / TOLERANCE });
  }
  for (const player of PLAYERS) {
    const biases = biasesBeforeBatchNorm(nodesOf(networks[player]), golden);
    const weights = new Map(state[player].map(({ name, data }) => [name, data]));
    const rate = config[`optimizer.${player}.learningRate`];
    for (const [name, { data }] of Object.entries(expected.after[player])) {
      const ours = weights.get(name) ?? new Float32Array();
      const allowed = rate * (biases.has(name) ? ZERO_GRADIENT_TOLERANCE : STEP_TOLERANCE);
      const size = /\/(moving|singularVector)/.test(name)
        ? distance(ours, data) / TOLERANCE
        : weightDistance(ours, data, allowed);
      found.push({ what: `${player} ${name}`, size });
    }
    const { iterations, slots } = state.optimizers[player];
    const original = expected.optimizers[player];
    const counted = iterations === original.iterations;
    found.push({ what: `${player} iterations`, size: counted ? 0 : Number.POSITIVE_INFINITY });
    for (const kind of ['m', 'v'] as const) {
      const given: GoldenTensors = original[kind] ?? {};
      const { name: slotName, units } = ourSlot(golden, config, player, kind);
      for (const [name, { data }] of Object.entries(given)) {
        const ours = slots.find((slot) => slot.name === `${name}/${slotName}`)?.data ?? new Float32Array();
        const scale = biases.has(name) ? ZERO_GRADIENT_SCALE * largestOf(given) : 0;
        const size = distance(
          ours.map((value) => value / units),
          data,
          scale,
        );
        found.push({ what: `${player} ${name}/${kind}`, size: size / TOLERANCE / allowance });
      }
    }
  }
  return found;
}

const largestOf = (tensors: GoldenTensors): number =>
  Math.max(...Object.values(tensors).flatMap(({ data }) => data.map(Math.abs)));

/** Gradients of a network, in shares of what is allowed. Small ones have the rounding of the others. */
export function gradientDifferences(
  layers: readonly Layer[],
  gradients: ReadonlyMap<string, ArrayLike<number>>,
  expected: GoldenTensors,
  { allowance, still }: Pick<Golden, 'allowance' | 'still'>,
): Difference[] {
  const biases = biasesBeforeBatchNorm(layers, { still });
  const largest = largestOf(expected);
  return Object.entries(expected).map(([what, { data }]) => {
    const scale = largest * (biases.has(what) ? ZERO_GRADIENT_SCALE : SMALL_GRADIENT_SCALE);
    return { what, size: distance(gradients.get(what) ?? [], data, scale) / TOLERANCE / allowance };
  });
}

function biasesBeforeBatchNorm(layers: readonly Layer[], { still }: Pick<Golden, 'still'>): Set<string> {
  const before = layers.flatMap(({ type }, index) =>
    layers[index + 1]?.type === 'batchNorm' && type !== 'batchNorm' ? [`${index}_${type}/bias`] : [],
  );
  return new Set([...before, ...still]);
}

/** The largest difference of two weights after an update, in shares of what is allowed. */
function weightDistance(actual: Float32Array, expected: readonly number[], allowed: number): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const shares = expected.map((value, index) => {
    const share = Math.abs(value - (actual[index] as number)) / (allowed + FLOAT32_ROUNDING * Math.abs(value));
    return Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
  });
  return Math.max(...shares);
}

export const worst = (differences: readonly Difference[]): Difference =>
  differences.reduce((worse, difference) => (difference.size > worse.size ? difference : worse), {
    what: 'none',
    size: 0,
  });
