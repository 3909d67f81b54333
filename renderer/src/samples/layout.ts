/** How tiles lie on the stage; lengths in CSS pixels, each a whole number of device pixels. */
export interface StageLayout {
  /** Device pixels per image pixel, a whole number of at least 1. */
  zoom: number;
  columns: number;
  /** Of all groups together. */
  rows: number;
  /** Tiles that belong together and begin a row of their own: those of one label, or all. */
  perGroup: number;
  tileWidth: number;
  tileHeight: number;
  gap: number;
}

export interface StageSpace {
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

const GAP = 4;

/** The nearest length that is a whole number of device pixels. */
export const snap = (length: number, ratio: number): number => Math.round(length * ratio) / ratio;

/** Width in CSS pixels of so many tiles side by side. */
export const widthOf = (layout: StageLayout, columns: number): number =>
  columns * layout.tileWidth + (columns - 1) * layout.gap;

/** Height in CSS pixels of all rows. */
export const heightOf = (layout: StageLayout): number =>
  layout.rows * layout.tileHeight + (layout.rows - 1) * layout.gap;

export interface TileSize {
  width: number;
  height: number;
}

/** Width of a thin scrollbar. */
export const SCROLLBAR = 12;
/** No tile is shown smaller than this: the stage scrolls instead. */
const SMALLEST_TILE = 48;

/** Tiles that fill less of the room stand in a half-empty stage: the next zoom is taken, and rows run over … */
const LEAST_FILL = 0.6;
/** … where so much of them still shows at once. */
const LEAST_SHOWN = 0.6;

/** Share of the room that the tiles take. */
const fillOf = (layout: StageLayout, { width, height }: StageSpace): number =>
  (widthOf(layout, layout.columns) * heightOf(layout)) / (width * height);

/**
 * The largest whole-number zoom at which `count` tiles fit, and the columns they then take; one more where they would
 * leave the room half empty and most still show. Where even tiles of 48 px do not fit, rows run over and the stage
 * scrolls.
 * @param groups equal parts of the tiles, each of which begins a row of its own
 */
export function fitTiles(count: number, tile: TileSize, space: StageSpace, groups = 1): StageLayout {
  const { ratio } = space;
  const perGroup = Math.ceil(count / groups);
  const gap = snap(GAP, ratio);
  const fits = (zoom: number, length: number, size: number): number =>
    Math.max(0, Math.floor((length + gap) / ((size * zoom) / ratio + gap)));
  const lay = (zoom: number, columns: number): StageLayout => ({
    zoom,
    columns,
    rows: groups * Math.ceil(perGroup / columns),
    perGroup,
    tileWidth: (tile.width * zoom) / ratio,
    tileHeight: (tile.height * zoom) / ratio,
    gap,
  });
  const smallest = Math.max(1, Math.ceil((SMALLEST_TILE * ratio) / Math.max(tile.width, tile.height)));
  const largest = Math.floor((Math.max(space.width, space.height) * ratio) / Math.min(tile.width, tile.height));
  for (let zoom = largest; zoom >= smallest; zoom--) {
    const across = fits(zoom, space.width, tile.width);
    const down = fits(zoom, space.height, tile.height);
    const downEach = Math.floor(down / groups);
    if (across * downEach < perGroup) continue;
    const whole = lay(zoom, columnsOf(perGroup, across, downEach, groups));
    const larger = zoom + 1;
    const acrossLarger = fits(larger, space.width - SCROLLBAR, tile.width);
    const shown = (acrossLarger * fits(larger, space.height, tile.height)) / count;
    const leavesRoom = fillOf(whole, space) < LEAST_FILL && groups === 1 && shown >= LEAST_SHOWN;
    return leavesRoom ? lay(larger, columnsOf(perGroup, acrossLarger, perGroup, groups)) : whole;
  }
  const across = Math.max(1, fits(smallest, space.width - SCROLLBAR, tile.width));
  return lay(smallest, columnsOf(perGroup, across, perGroup, groups));
}

/** One label keeps to one row where it can; tiles without labels lie as near to a square as fits. */
const columnsOf = (count: number, across: number, down: number, groups: number): number =>
  groups > 1 ? Math.min(count, across) : balancedColumns(count, across, down);

/** Places of the tiles, row by row as they lie. */
export function rowsOf({ columns, perGroup }: StageLayout, count: number): number[][] {
  const rows: number[][] = [];
  for (let start = 0; start < count; start += perGroup)
    for (let from = start; from < Math.min(start + perGroup, count); from += columns) {
      const length = Math.min(columns, start + perGroup - from, count - from);
      rows.push(Array.from({ length }, (_, column) => from + column));
    }
  return rows;
}

/** As near to a square as fits, preferring columns that leave no row half empty. */
function balancedColumns(count: number, across: number, down: number): number {
  const fewest = Math.ceil(count / Math.max(1, down));
  const square = Math.max(fewest, Math.min(across, Math.ceil(Math.sqrt(count))));
  for (let columns = square; columns <= across; columns++) if (count % columns === 0) return columns;
  return square;
}

/** The largest whole-number zoom at which one picture fits into a square of that side. */
export function fitOne(tile: TileSize, side: number, ratio: number): number {
  return Math.max(1, Math.floor((side * ratio) / Math.max(tile.width, tile.height)));
}
