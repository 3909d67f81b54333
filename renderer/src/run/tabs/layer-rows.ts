import { kindOf } from '@shared/network/kinds/index.ts';
import { givesClassesLast, hasAuxiliaryClassifier, type Layer, type NetworkPair } from '@shared/network/layers.ts';
import type { LayerSummary, NetworkSummary } from '@shared/network/summary.ts';
import { shapeText } from '../../networks/networks.ts';

/** A layer as the table shows it. */
export interface LayerRow {
  name: string;
  /** What it is for, where the name does not say. */
  note: string | null;
  /** "5 × 5"; null where it has none. */
  kernel: string | null;
  /** "2", or "1/2" where it makes images larger; null where it has none. */
  stride: string | null;
  spectralNorm: boolean;
  output: string;
  parameters: number;
}

function noteOf({ layer, from }: LayerSummary, isScore: boolean, rows: readonly LayerSummary[]): string | null {
  if (isScore && layer.type === 'dense') return `the score, then ${layer.units - 1} labels to name`;
  const said = kindOf(layer).words.note?.(layer) ?? null;
  const sources = layer.from === undefined ? [] : from.map((id) => sourceWords(id, rows));
  const notes = [said, sources.length > 0 ? `takes ${sources.join(' and ')}` : null].filter((note) => note !== null);
  return notes.length > 0 ? notes.join('; ') : null;
}

function sourceWords(id: string, rows: readonly LayerSummary[]): string {
  const row = rows.find((one) => one.id === id);
  return row ? `layer ${row.index + 1}` : 'what comes in';
}

/** The rows of a network's table. @param pair the run's networks, of which `summary` is one */
export function layerRows(summary: NetworkSummary, pair: NetworkPair, isDiscriminator: boolean): LayerRow[] {
  const namesLabels =
    isDiscriminator && hasAuxiliaryClassifier(pair) && givesClassesLast(pair.discriminator, pair.classes ?? 0);
  return summary.layers.map((row, index) => {
    const { layer } = row;
    const { words } = kindOf(layer);
    const isScore = namesLabels && index === summary.layers.length - 1;
    return {
      name: words.row?.(layer) ?? words.title,
      note: noteOf(row, isScore, summary.layers),
      kernel: 'kernelSize' in layer ? `${layer.kernelSize} × ${layer.kernelSize}` : null,
      stride: words.stride?.(layer) ?? null,
      spectralNorm: 'spectralNorm' in layer && layer.spectralNorm === true,
      output: shapeText(row.outputShape),
      parameters: row.trainable + row.nonTrainable,
    };
  });
}

/** What the parameters no optimiser changes are; null where there are none. */
export function untrainedWords(summary: NetworkSummary): string | null {
  if (summary.nonTrainable === 0) return null;
  const has = (wanted: (layer: Layer) => boolean): boolean => summary.layers.some(({ layer }) => wanted(layer));
  const words = [
    ...(has(({ type }) => type === 'batchNorm' || type === 'conditionalBatchNorm') ? ['running averages'] : []),
    ...(has((layer) => 'spectralNorm' in layer && layer.spectralNorm === true) ? ['singular vectors'] : []),
    ...(has(({ type }) => type === 'lastingDropout') ? ['what samples drop'] : []),
  ];
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');
}
