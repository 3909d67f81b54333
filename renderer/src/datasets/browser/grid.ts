/** Where the tiles of the picture browser lie, in CSS pixels. Pure. */

export interface TileGrid {
  columns: number;
  rows: number;
  /** From one tile to the next, with the gap. */
  stepX: number;
  stepY: number;
  /** Whole-number zoom of a tile; below 1 for images larger than a tile may be. */
  zoom: number;
}

export const TILE_GAP = 6;
/** Height of the label's name below a tile. */
const CAPTION = 18;
/** A name needs so much, however small the image. */
const LEAST_WIDTH = 48;

/** The zoom at which an image of such a side is about as large as wanted: whole, so that no pixel is blurred. */
export const zoomFor = (side: number, wanted: number): number =>
  side > wanted ? wanted / side : Math.floor(wanted / side);

export function tileGrid(
  count: number,
  image: { width: number; height: number },
  wanted: number,
  box: number,
  captioned: boolean,
): TileGrid {
  const zoom = zoomFor(Math.max(image.width, image.height), wanted);
  const stepX = Math.max(LEAST_WIDTH, image.width * zoom) + TILE_GAP;
  const stepY = image.height * zoom + TILE_GAP + (captioned ? CAPTION : 0);
  const columns = Math.max(1, Math.floor((box + TILE_GAP) / stepX));
  return { columns, rows: Math.ceil(count / columns), stepX, stepY, zoom };
}

/** Rows beyond the edges that are drawn too, so that scrolling finds them there. */
const BEYOND = 3;

/** First tile and the one after the last that are drawn. */
export function tilesInView(
  { columns, rows, stepY }: TileGrid,
  count: number,
  scroll: { top: number; height: number },
): { from: number; to: number } {
  const first = Math.max(0, Math.floor(scroll.top / stepY) - BEYOND);
  const last = Math.min(rows, Math.ceil((scroll.top + scroll.height) / stepY) + BEYOND);
  return { from: first * columns, to: Math.min(count, last * columns) };
}

/** Where an arrow key leads from a tile; null where the key is no such one. */
export function tileAt(key: string, at: number, { columns }: Pick<TileGrid, 'columns'>, count: number): number | null {
  const target = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: count - 1,
  }[key];
  if (target === undefined) return null;
  return target < 0 || target >= count ? at : target;
}
