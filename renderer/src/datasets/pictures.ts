import { DATASET_THUMBNAIL } from '@shared/contract/channels.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import type { GridLayout } from '@shared/run.ts';

export const thumbnailLayout = (image: ImageShape): GridLayout => ({
  columns: DATASET_THUMBNAIL.columns,
  rows: DATASET_THUMBNAIL.rows,
  count: DATASET_THUMBNAIL.columns * DATASET_THUMBNAIL.rows,
  tileWidth: image.width,
  tileHeight: image.height,
});

const LARGEST_ZOOM = 8;

/** The largest whole-number zoom at which so many tiles with these gaps fit into the box; at least 1. */
export function fittingZoom(
  box: { width: number; height: number },
  tiles: { columns: number; rows: number; width: number; height: number; gap: number },
): number {
  const across = (box.width - (tiles.columns - 1) * tiles.gap) / (tiles.columns * tiles.width);
  const down = (box.height - (tiles.rows - 1) * tiles.gap) / (tiles.rows * tiles.height);
  return Math.max(1, Math.min(LARGEST_ZOOM, Math.floor(Math.min(across, down))));
}
