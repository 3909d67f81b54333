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

/** What is most likely to come next: features where values are flat, filters where they are an image. */
export const likelyNext = (shape: readonly number[]): Layer =>
  LAYER_KINDS[shape.length === 3 ? 'conv2d' : 'dense'].make();
