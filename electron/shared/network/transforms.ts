import type { Layer } from './layers.ts';

/** Changes to a list of layers that fit any recipe. Each gives a new list and leaves what does not concern it. */

const isHiddenActivation = (layer: Layer): boolean => layer.type === 'relu' || layer.type === 'leakyRelu';
const hasKernel = (layer: Layer): boolean =>
  layer.type === 'dense' || layer.type === 'conv2d' || layer.type === 'conv2dTranspose';

/** Hidden layers `width` times as wide: features of dense layers, filters of convolutions; the last layer stays. */
export function scaleWidth(layers: readonly Layer[], width: number): Layer[] {
  if (width === 1) return [...layers];
  const last = layers.findLastIndex(hasKernel);
  const scaled = (features: number): number => Math.max(1, Math.round(features * width));
  return layers.map((layer, index) => {
    if (index >= last) return layer;
    switch (layer.type) {
      case 'dense': {
        // A projection to a small image must go on filling it.
        const reshape = layers.slice(index + 1).find((next) => hasKernel(next) || next.type === 'reshape');
        if (reshape?.type !== 'reshape') return { ...layer, units: scaled(layer.units) };
        const [height = 1, width = 1, channels = 1] = reshape.shape;
        return { ...layer, units: height * width * scaled(channels) };
      }
      case 'conv2d':
      case 'conv2dTranspose':
        return { ...layer, filters: scaled(layer.filters) };
      case 'reshape': {
        const [height = 1, width = 1, channels = 1] = layer.shape;
        return { ...layer, shape: [height, width, scaled(channels)] };
      }
      default:
        return layer;
    }
  });
}

/** Dropout of this rate: in the dropout layers there are, else after each hidden activation; 0 takes all out. */
export function withDropout(layers: readonly Layer[], rate: number): Layer[] {
  if (rate === 0) return layers.filter(({ type }) => type !== 'dropout');
  if (layers.some(({ type }) => type === 'dropout'))
    return layers.map((layer) => (layer.type === 'dropout' ? { ...layer, rate } : layer));
  return layers.flatMap((layer): Layer[] => (isHiddenActivation(layer) ? [layer, { type: 'dropout', rate }] : [layer]));
}

/** Every kernel of dense layers and convolutions divided by its largest singular value. */
export const withSpectralNorm = (layers: readonly Layer[]): Layer[] =>
  layers.map((layer) => (layer.type === 'dense' || layer.type === 'conv2d' ? { ...layer, spectralNorm: true } : layer));

/** How a generator makes images larger; `recipe` leaves it as it is. */
export function withUpsampling(layers: readonly Layer[], way: 'recipe' | 'transposed' | 'resize'): Layer[] {
  if (way === 'recipe') return [...layers];
  if (way === 'resize')
    return layers.flatMap((layer): Layer[] =>
      layer.type === 'conv2dTranspose' && layer.stride > 1
        ? [
            { type: 'upsample2d', factor: layer.stride },
            // An odd kernel has a middle: no shift by half a pixel.
            { type: 'conv2d', ...kernelOf(layer), kernelSize: layer.kernelSize | 1, stride: 1, padding: 'same' },
          ]
        : [layer],
    );
  return layers.flatMap((layer, index): Layer[] => {
    const before = layers[index - 1];
    const next = layers[index + 1];
    if (
      layer.type === 'upsample2d' &&
      (next?.type === 'conv2d' || next?.type === 'conv2dTranspose') &&
      next.stride === 1
    )
      return [];
    if (
      before?.type === 'upsample2d' &&
      (layer.type === 'conv2d' || layer.type === 'conv2dTranspose') &&
      layer.stride === 1
    )
      return [{ type: 'conv2dTranspose', ...kernelOf(layer), kernelSize: layer.kernelSize, stride: before.factor }];
    return [layer];
  });
}

const kernelOf = ({ filters, useBias }: { filters: number; useBias: boolean }) => ({ filters, useBias });
