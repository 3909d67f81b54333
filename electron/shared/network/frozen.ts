import { layerName, nodesOf, type NetworkData } from './graph.ts';
import { layerWeights, type LayerSummary } from './summary.ts';

const hasKernel = (row: LayerSummary): boolean =>
  layerWeights(row).some(({ shape, trainable }) => trainable && shape.length > 1);

/** How many layers of a network have kernels. */
export const kernelLayers = (rows: readonly LayerSummary[]): number => rows.filter(hasKernel).length;

/** The first `count` layers with kernels, and what lies before the next one, by their names. */
export function frozenLayers(rows: readonly LayerSummary[], count: number): ReadonlySet<string> {
  const kernels = rows.filter(hasKernel);
  const next = kernels[count];
  if (count === 0) return new Set();
  return new Set((next ? rows.slice(0, rows.indexOf(next)) : rows).map(({ id }) => id));
}

/** The layers whose weights are not drawn but those of the network that sees, by their names. */
export const pretrainedLayers = (network: NetworkData): ReadonlySet<string> =>
  new Set(nodesOf(network).flatMap((layer, index) => (layer.frozen === 'pretrained' ? [layerName(layer, index)] : [])));

export const hasPretrained = (network: NetworkData): boolean => pretrainedLayers(network).size > 0;
