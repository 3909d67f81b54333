import { hasAuxiliaryClassifier, type Layer, type NetworkPair } from '@shared/network/layers.ts';
import type { LayerSummary, NetworkSummary } from '@shared/network/summary.ts';
import { layerName } from '../../networks/layer-name.ts';
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

const JOINS: Record<'multiply' | 'append' | 'plane', string> = {
  multiply: 'a learned row of numbers for each label, multiplied in',
  append: 'a learned row of numbers for each label, put after the others',
  plane: 'a learned image for each label, as one more channel',
};

function nameOf(layer: Layer): string {
  // Kernel and stride have columns of their own.
  if (layer.type === 'conv2d') return `Convolution ${layer.filters}`;
  if (layer.type === 'conv2dTranspose') return `Transposed convolution ${layer.filters}`;
  if (layer.type === 'labelEmbedding') return `Label embedding, ${layer.classes} labels`;
  return layerName(layer);
}

function noteOf({ layer }: LayerSummary, isScore: boolean): string | null {
  if (isScore && layer.type === 'dense') return `the score, then ${layer.units - 1} labels to name`;
  if (layer.type === 'labelEmbedding') return JOINS[layer.join];
  if (layer.type === 'conv2d' && layer.padding === 'valid') return 'without zeros around';
  if ((layer.type === 'conv2d' || layer.type === 'conv2dTranspose') && !layer.useBias) return 'no bias';
  return null;
}

function strideOf(layer: Layer): string | null {
  if (layer.type === 'conv2d') return String(layer.stride);
  if (layer.type === 'conv2dTranspose') return layer.stride === 1 ? '1' : `1/${layer.stride}`;
  return layer.type === 'upsample2d' ? `1/${layer.factor}` : null;
}

/** The rows of a network's table. @param pair the run's networks, of which `summary` is one */
export function layerRows(summary: NetworkSummary, pair: NetworkPair, isDiscriminator: boolean): LayerRow[] {
  const namesLabels = isDiscriminator && hasAuxiliaryClassifier(pair);
  return summary.layers.map((row, index) => {
    const { layer } = row;
    const isScore = namesLabels && index === summary.layers.length - 1;
    return {
      name: nameOf(layer),
      note: noteOf(row, isScore),
      kernel:
        layer.type === 'conv2d' || layer.type === 'conv2dTranspose'
          ? `${layer.kernelSize} × ${layer.kernelSize}`
          : null,
      stride: strideOf(layer),
      spectralNorm: (layer.type === 'conv2d' || layer.type === 'dense') && layer.spectralNorm === true,
      output: shapeText(row.outputShape),
      parameters: row.trainable + row.nonTrainable,
    };
  });
}

/** What the parameters no optimiser changes are; null where there are none. */
export function untrainedWords(summary: NetworkSummary): string | null {
  if (summary.nonTrainable === 0) return null;
  const has = (wanted: (layer: Layer) => boolean): boolean => summary.layers.some(({ layer }) => wanted(layer));
  const averages = has(({ type }) => type === 'batchNorm') ? 'running averages' : '';
  const vectors = has((layer) => 'spectralNorm' in layer && layer.spectralNorm === true) ? 'singular vectors' : '';
  return [averages, vectors].filter((words) => words !== '').join(' and ');
}
