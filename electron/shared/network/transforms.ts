import { nodesOf, withNodes, type NetworkData } from './graph.ts';
import { kindOf } from './kinds/index.ts';
import type { Layer } from './layers.ts';
import { spliced } from './splice.ts';

/** Changes to a network that fit any recipe. Each gives a new one and leaves what does not concern it. */

const hasKernel = (layer: Layer): boolean => kindOf(layer).features !== undefined;

/** Hidden layers `width` times as wide: features of dense layers, filters of convolutions; the last layer stays. */
export function scaleWidth<Network extends NetworkData>(network: Network, width: number): Network {
  if (width === 1) return network;
  const layers = nodesOf(network);
  const last = layers.findLastIndex(hasKernel);
  const scaled = (features: number): number => Math.max(1, Math.round(features * width));
  const widened = layers.map((layer, index): Layer => {
    if (index >= last) return layer;
    if (layer.type === 'dense') {
      // A projection to a small image must go on filling it.
      const next = layers.slice(index + 1).find((after) => hasKernel(after) || after.type === 'reshape');
      if (next?.type !== 'reshape') return { ...layer, units: scaled(layer.units) };
      const [height = 1, width = 1, channels = 1] = next.shape;
      return { ...layer, units: height * width * scaled(channels) };
    }
    if (layer.type === 'reshape') {
      const [height = 1, width = 1, channels = 1] = layer.shape;
      return { ...layer, shape: [height, width, scaled(channels)] };
    }
    const { features } = kindOf(layer);
    return features === 'filters' && 'filters' in layer ? { ...layer, filters: scaled(layer.filters) } : layer;
  });
  return withNodes(network, widened);
}

/** Dropout of this rate: in the dropout layers there are, else after each hidden activation; 0 takes all out. */
export function withDropout<Network extends NetworkData>(network: Network, rate: number): Network {
  const layers = nodesOf(network);
  const there = layers.some(({ type }) => type === 'dropout');
  return spliced(network, (layer) => {
    if (layer.type === 'dropout') return rate === 0 ? [] : [{ ...layer, rate }];
    return rate > 0 && !there && kindOf(layer).hiddenActivation ? [layer, { type: 'dropout', rate }] : [layer];
  });
}

/** Every kernel that can be divided by its largest singular value is. */
export const withSpectralNorm = <Network extends NetworkData>(network: Network): Network =>
  withNodes(
    network,
    nodesOf(network).map(
      (layer): Layer => (kindOf(layer).normable ? { ...layer, spectralNorm: true } : layer) as Layer,
    ),
  );

/** How a generator makes images larger; `recipe` leaves it as it is. */
export function withUpsampling<Network extends NetworkData>(
  network: Network,
  way: 'recipe' | 'transposed' | 'resize',
): Network {
  if (way === 'recipe') return network;
  if (way === 'resize')
    return spliced(network, (layer) =>
      layer.type === 'conv2dTranspose' && layer.stride > 1
        ? [
            { type: 'upsample2d', factor: layer.stride },
            // An odd kernel has a middle: no shift by half a pixel.
            { type: 'conv2d', ...kernelOf(layer), kernelSize: layer.kernelSize | 1, stride: 1, padding: 'same' },
          ]
        : [layer],
    );
  const layers = nodesOf(network);
  return spliced(network, (layer, index) => {
    const before = layers[index - 1];
    const next = layers[index + 1];
    if (
      layer.type === 'upsample2d' &&
      (next?.type === 'conv2d' || next?.type === 'conv2dTranspose') &&
      next.from === undefined &&
      next.stride === 1
    )
      return [];
    if (
      before?.type === 'upsample2d' &&
      (layer.type === 'conv2d' || layer.type === 'conv2dTranspose') &&
      layer.from === undefined &&
      layer.stride === 1
    )
      return [{ type: 'conv2dTranspose', ...kernelOf(layer), kernelSize: layer.kernelSize, stride: before.factor }];
    return [layer];
  });
}

const kernelOf = ({ filters, useBias }: { filters: number; useBias: boolean }) => ({ filters, useBias });
