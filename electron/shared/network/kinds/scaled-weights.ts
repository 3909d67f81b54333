import type { GraphModelBuilder } from '../graph-model/builder.ts';
import { runScale } from '../run-scale.ts';
import type { GraphPlace } from './kind.ts';

/** A layer's kernel and bias as it computes with them; null without a bias. @param shape of the kernel */
export function scaledWeights(
  g: GraphModelBuilder,
  layer: Parameters<typeof runScale>[0],
  place: GraphPlace,
  shape: readonly number[],
): { kernel: string; bias: string | null } {
  const scale = runScale(layer, shape);
  const scaled = (name: 'kernel' | 'bias'): string =>
    scale[name] === 1 ? place.weight(name) : g.multiply(place.weight(name), g.scalar(scale[name]));
  return { kernel: scaled('kernel'), bias: layer.useBias ? scaled('bias') : null };
}
