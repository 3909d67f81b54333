import type { Layer, LayerType } from '@shared/network/layers.ts';
import { LAYER_KINDS } from './layer-kinds.ts';

/** Changes to a list of layers; each gives a new list. */

export const inserted = (layers: readonly Layer[], at: number, layer: Layer): Layer[] => layers.toSpliced(at, 0, layer);
export const removed = (layers: readonly Layer[], at: number): Layer[] => layers.toSpliced(at, 1);
export const replaced = (layers: readonly Layer[], at: number, layer: Layer): Layer[] => layers.with(at, layer);

/** The layer at `from` stands at `to` afterwards. */
export function moved(layers: readonly Layer[], from: number, to: number): Layer[] {
  const layer = layers[from];
  return layer === undefined ? [...layers] : layers.toSpliced(from, 1).toSpliced(to, 0, layer);
}

/** A layer of another type that keeps what both have: features, kernel, stride, bias. */
export function retyped(layer: Layer, type: LayerType): Layer {
  const made: Layer = LAYER_KINDS[type].make();
  const before: Record<string, unknown> = { ...layer };
  const features = before['units'] ?? before['filters'];
  const known = { ...before, units: features, filters: features, type: made.type };
  const kept = Object.fromEntries(Object.entries(made).map(([key, value]) => [key, Reflect.get(known, key) ?? value]));
  return kept as Layer;
}

/** What follows the layer that makes the output: it only brings values into their range or shape. */
const AFTER_OUTPUT: readonly LayerType[] = ['sigmoid', 'tanh', 'flatten', 'reshape'];

/** Where a further layer most likely goes: before the one that makes the output, which has to fit what is wanted of it. */
export function beforeOutput(layers: readonly Layer[]): number {
  const output = layers.findLastIndex(({ type }) => !AFTER_OUTPUT.includes(type));
  return output < 0 ? layers.length : output;
}

/** A convolution as one that leaves the image's size, so that what follows still fits. */
function keepingSize(layer: Layer): Layer {
  return layer.type === 'conv2d' ? { ...layer, stride: 1 } : layer;
}

/** What is most likely to come next: features where values are flat, filters where they are an image. */
export const likelyNext = (shape: readonly number[]): Layer =>
  shape.length === 3 ? keepingSize(LAYER_KINDS.conv2d.make()) : LAYER_KINDS.dense.make();
