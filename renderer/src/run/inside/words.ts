import { updateRatio, USUAL_RATIO, type Inside, type LayerInside } from '@shared/inside.ts';
import type { NetworkName } from '@shared/network/layers-model.ts';

/** Numbers of a layer that are followed over checkpoints. */
export const COURSES = [
  { title: 'Weights', of: ({ weight }: LayerInside) => weight },
  { title: 'Gradient', of: ({ gradient }: LayerInside) => gradient },
  { title: 'Last update', of: ({ update }: LayerInside) => update },
  { title: 'Update ÷ weights', of: updateRatio },
  { title: 'Spectral norm', of: ({ spectral }: LayerInside) => spectral?.norm ?? null },
] as const satisfies readonly { title: string; of: (layer: LayerInside) => number | null }[];

export interface Point {
  step: number;
  value: number;
}

export const layerOf = (inside: Inside, player: NetworkName, id: string): LayerInside | null =>
  inside[player].layers.find(({ layer }) => layer === id) ?? null;

/** A number of a layer over the checkpoints that have it, oldest first. */
export function courseOf(
  read: readonly Inside[],
  player: NetworkName,
  id: string,
  of: (layer: LayerInside) => number | null,
): Point[] {
  return read
    .toSorted((one, other) => one.step - other.step)
    .flatMap((inside) => {
      const layer = layerOf(inside, player, id);
      const value = layer && of(layer);
      return value === null ? [] : [{ step: inside.step, value }];
    });
}

/** What is unusual about a ratio of update to weights, in words; null where nothing is. */
export function unusualRatio(ratio: number | null): string | null {
  if (ratio === null) return null;
  if (ratio > USUAL_RATIO.most) return 'Far more than usual: about 0.001. Its learning rate may be too high.';
  if (ratio < USUAL_RATIO.least) return 'Far less than usual: about 0.001. This layer hardly learns.';
  return null;
}

/** What an optimiser keeps no trace of, in words; null where it keeps all. */
export const untold = (kind: 'adam' | 'rmsprop' | 'sgd'): string | null =>
  ({
    adam: null,
    rmsprop: 'RMSprop keeps the size of gradients, and nothing of its last update.',
    sgd: 'Gradient descent keeps nothing, so neither gradients nor updates are known of a checkpoint.',
  })[kind];
