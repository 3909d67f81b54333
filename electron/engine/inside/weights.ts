import type { Inside, LayerInside, NetworkInside, VariableInside } from '@shared/inside.ts';
import { singularVectorOf } from '@shared/network/layer-weight.ts';
import type { NamedTensor, NetworkName } from '@shared/network/layers-model.ts';
import { inferredNorm, matrixOf } from '@shared/network/spectral-norm.ts';
import { layerWeights, summarizePair, type LayerSummary } from '@shared/network/summary.ts';
import type { RunRecord } from '@shared/run.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { histogramOf } from './histogram.ts';
import { largestSingularValue } from './singular-value.ts';
import { slotReader, type SlotReader } from './slots.ts';

/** What weights and slots are read with. */
export type InsideRecord = Pick<RunRecord, 'networks' | 'config' | 'recipe'>;

/**
 * The sizes of weights, gradients and last updates of each layer, from a checkpoint alone: nothing is run, and training
 * does nothing for it.
 */
export function insideOf(record: InsideRecord, state: TrainingState): Inside {
  const rows = summarizePair(record.networks);
  return {
    step: state.step,
    generator: networkInside(rows.generator.layers, 'generator', record, state),
    discriminator: networkInside(rows.discriminator.layers, 'discriminator', record, state),
  };
}

function networkInside(
  rows: readonly LayerSummary[],
  player: NetworkName,
  { config, recipe }: InsideRecord,
  state: TrainingState,
): NetworkInside {
  const optimizer = state.optimizers[player];
  const moved = slotReader(optimizer, player, config, recipe.adamEpsilon, state.step);
  const tensors = new Map(state[player].map((tensor) => [tensor.name, tensor]));
  return {
    updates: optimizer.iterations,
    layers: rows.filter(({ trainable }) => trainable > 0).map((row) => layerInside(row, tensors, moved)),
  };
}

/** Sums of squares, and how many values they are of. */
interface Squares {
  values: number;
  weight: number;
  gradient: number | null;
  update: number | null;
}

const rootMean = (squares: number | null, values: number): number | null =>
  squares === null || !Number.isFinite(squares) ? null : Math.sqrt(squares / values);

const sizesOf = ({ values, weight, gradient, update }: Squares): Omit<LayerInside, 'layer' | 'variables'> => ({
  values,
  weight: rootMean(weight, values),
  gradient: rootMean(gradient, values),
  update: rootMean(update, values),
});

const plus = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

function layerInside(row: LayerSummary, tensors: ReadonlyMap<string, NamedTensor>, moved: SlotReader): LayerInside {
  const found: Squares[] = [];
  const variables = layerWeights(row).flatMap(({ name, trainable }): VariableInside[] => {
    const tensor = tensors.get(`${row.id}/${name}`);
    if (!trainable || !tensor) return [];
    let weight = 0;
    for (const value of tensor.data) weight += value * value;
    const squares = { values: tensor.data.length, weight, ...moved(tensor.name) };
    found.push(squares);
    return [{ name, ...sizesOf(squares), histogram: histogramOf(tensor.data) }];
  });
  const all = found.reduce((sum, one) => ({
    values: sum.values + one.values,
    weight: sum.weight + one.weight,
    gradient: plus(sum.gradient, one.gradient),
    update: plus(sum.update, one.update),
  }));
  const [norm] = layerWeights(row).flatMap(({ name }) => {
    const [weight, vector] = [tensors.get(`${row.id}/${name}`), tensors.get(`${row.id}/${singularVectorOf(name)}`)];
    return weight && vector ? [spectralOf(matrixOf(weight, vector), vector.data)] : [];
  });
  return {
    layer: row.id,
    ...sizesOf(all),
    variables,
    ...(norm && { spectral: norm }),
  };
}

function spectralOf(kernel: Float32Array, vector: Float32Array): LayerInside['spectral'] & object {
  const estimate = inferredNorm(kernel, vector);
  return {
    norm: largestSingularValue(kernel, vector),
    estimate: Number.isFinite(estimate) ? estimate : null,
  };
}
