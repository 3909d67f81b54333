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
