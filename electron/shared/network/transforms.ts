import { nodesOf, placeLayers, withNodes, type NetworkData } from './graph.ts';
import { kindOf } from './kinds/index.ts';
import type { Layer, LayerOf } from './layers.ts';
import { spliced } from './splice.ts';

/** Changes to a network that fit any recipe. Each gives a new one and leaves what does not concern it. */

const hasKernel = (layer: Layer): boolean => kindOf(layer).features !== undefined;

/** Layers with weights behind which no other stands before one of the network's outputs: what they give has its own size. */
function headsOf(network: NetworkData): ReadonlySet<number> {
  const layers = nodesOf(network);
  if (!('nodes' in network)) return new Set([layers.findLastIndex(hasKernel)]);
  const placed = [...placeLayers(network)];
  const heads = new Set<number>();
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const node = placed.find((one) => one.id === id);
    if (!node || seen.has(id)) return;
    seen.add(id);
    if (hasKernel(node.layer)) heads.add(node.index);
    else node.from.forEach(visit);
  };
  for (const id of [...Object.values(network.outputs ?? {}), placed.at(-1)?.id ?? '']) visit(id);
  return heads;
}

/** Whether a gated linear unit halves what a layer gives before the next layer with weights. */
const isGated = (layers: readonly Layer[], index: number): boolean =>
  layers.slice(index + 1).find((layer) => hasKernel(layer) || layer.type === 'glu')?.type === 'glu';

/** Hidden layers `width` times as wide: features of dense layers, filters of convolutions; the layers that end it stay. */
export function scaleWidth<Network extends NetworkData>(network: Network, width: number): Network {
  if (width === 1) return network;
  const layers = nodesOf(network);
  const heads = headsOf(network);
  const [first, last] = [layers.findIndex(hasKernel), Math.max(...heads)];
  const scaled = (features: number): number => Math.max(1, Math.round(features * width));
  const widened = layers.map((layer, index): Layer => {
    // Before the first weights there are only the latents.
    if (index < first || index >= last || heads.has(index)) return layer;
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
    if (features !== 'filters' || !('filters' in layer)) return layer;
    const halves = isGated(layers, index) ? 2 : 1;
    return { ...layer, filters: halves * scaled(layer.filters / halves) };
  });
  return withNodes(network, widened);
}

export const isDropout = (layer: Layer): layer is LayerOf<'dropout' | 'lastingDropout'> =>
  layer.type === 'dropout' || layer.type === 'lastingDropout';

/** Dropout of this rate: in the dropout layers there are, else after each hidden activation; 0 takes all out. */
export function withDropout<Network extends NetworkData>(network: Network, rate: number): Network {
  const layers = nodesOf(network);
  const there = layers.some(isDropout);
  return spliced(network, (layer) => {
    if (isDropout(layer)) return rate === 0 ? [] : [{ ...layer, rate }];
    return rate > 0 && !there && kindOf(layer).hiddenActivation ? [layer, { type: 'dropout', rate }] : [layer];
  });
}

/** Divided by its norm, a kernel has no use of another scale. */
const OTHER_SCALES: readonly string[] = ['equalized', 'rate'];

const normed = (layer: Layer): Layer => {
  const kept = Object.entries(layer).filter(([key]) => !OTHER_SCALES.includes(key));
  return { ...Object.fromEntries(kept), spectralNorm: true } as unknown as Layer;
};

/** Every kernel that can be divided by its largest singular value is. */
export const withSpectralNorm = <Network extends NetworkData>(network: Network): Network =>
  withNodes(
    network,
    nodesOf(network).map((layer): Layer => (kindOf(layer).normable && !layer.frozen ? normed(layer) : layer)),
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

const kernelOf = ({
  filters,
  useBias,
  spectralNorm,
}: {
  filters: number;
  useBias: boolean;
  spectralNorm?: boolean | undefined;
}) => ({ filters, useBias, ...(spectralNorm && { spectralNorm }) });
