import { MOST_PREVIEWED } from '@shared/import/preview.ts';

/** How the pictures of a preview lie on the stage, in CSS pixels. Pure. */
export interface StageLayout {
  columns: number;
  count: number;
  /** Whole, so that no pixel is blurred; one over a whole number for images larger than a tile may be. */
  zoom: number;
}

export const STAGE_GAP = 4;
/** So many shall be seen at once, where there is room: enough to judge a choice by. */
const WANTED = 20;
const LARGEST_TILE = 168;
const SMALLEST_TILE = 48;

/** @param across images that each tile shows beside one another */
export function stageLayout(
  box: { width: number; height: number },
  image: { width: number; height: number },
  across = 1,
): StageLayout {
  const at = (zoom: number): StageLayout => {
    const fits = (side: number, tile: number): number =>
      Math.max(1, Math.floor((side + STAGE_GAP) / (tile * zoom + STAGE_GAP)));
    const columns = Math.min(MOST_PREVIEWED, fits(box.width, image.width * across));
    const rows = Math.min(fits(box.height, image.height), Math.floor(MOST_PREVIEWED / columns));
    return { columns, count: columns * rows, zoom };
  };
  const longest = Math.max(image.width, image.height);
  let zoom = Math.max(1, Math.floor(LARGEST_TILE / longest));
  while (zoom > 1 && at(zoom).count < WANTED) zoom -= 1;
  let part = 1;
  while (zoom === 1 && at(1 / part).count < WANTED && longest / (part + 1) >= SMALLEST_TILE) part += 1;
  return at(zoom === 1 ? 1 / part : zoom);
}
