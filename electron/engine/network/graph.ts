import { INPUT } from '@shared/network/graph.ts';
import type { LayerSummary } from '@shared/network/summary.ts';
import type { WeightSource } from './initializers.ts';
import { buildLayer } from './kinds/index.ts';
import type { BuiltLayer, Place } from './kinds/built-layer.ts';
import { areUpsampledConvolution, buildUpsampledConvolution } from './kinds/upsampled-convolution.ts';

/** A node on the current device. */
export interface BuiltNode {
  id: string;
  /** Nodes whose outputs come in. */
  from: readonly string[];
  built: BuiltLayer;
}

/**
 * Puts a network's nodes on the current device, with their first weights. What pays is done by two layers at once.
 * @param kept nodes whose results are asked for
 */
export function buildNodes(
  rows: readonly LayerSummary[],
  source: WeightSource,
  kept: ReadonlySet<string>,
): BuiltNode[] {
  const joined = new Map<string, LayerSummary>();
  for (const row of rows) {
    const before = rows.find(({ id }) => id === row.from[0]);
    if (before && areUpsampledConvolution(before, row) && isSeenOnce(before.id, rows) && !kept.has(before.id))
      joined.set(before.id, row);
  }
  return rows.flatMap((row): BuiltNode[] => {
    if (joined.has(row.id)) return [];
    const doubled = rows.find(({ id }) => joined.get(id) === row);
    if (!doubled) return [{ id: row.id, from: row.from, built: buildLayer(row, source) }];
    const built = buildUpsampledConvolution(row as Place<'conv2d' | 'conv2dTranspose'>, source);
    return [{ id: row.id, from: doubled.from, built }];
  });
}

const isSeenOnce = (id: string, rows: readonly LayerSummary[]): boolean =>
  rows.flatMap(({ from }) => from.filter((source) => source === id)).length === 1;

/** The nodes that a result follows from, in order. @param known nodes whose values are there */
export function leadingTo(
  nodes: readonly BuiltNode[],
  wanted: readonly string[],
  known: ReadonlySet<string> = new Set(),
): BuiltNode[] {
  const needed = new Set(wanted);
  return nodes
    .toReversed()
    .filter(({ id, from }) => {
      if (!needed.has(id) || known.has(id)) return false;
      for (const source of from) if (source !== INPUT) needed.add(source);
      return true;
    })
    .toReversed();
}
