/** How tiles lie on the stage; lengths in CSS pixels, each a whole number of device pixels. */
export interface StageLayout {
  /** Device pixels per image pixel, a whole number of at least 1. */
  zoom: number;
  columns: number;
  rows: number;
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

interface Tile {
  width: number;
  height: number;
}

/** Width of a thin scrollbar. */
const SCROLLBAR = 12;
/** No tile is shown smaller than this: the stage scrolls instead. */
const SMALLEST_TILE = 48;

/**
 * The largest whole-number zoom at which `count` tiles fit, and the columns they then take. Where even tiles
 * of 48 px do not fit, rows run over and the stage scrolls.
 */
export function fitTiles(count: number, tile: Tile, space: StageSpace): StageLayout {
  const { ratio } = space;
  const gap = snap(GAP, ratio);
  const fits = (zoom: number, length: number, size: number): number =>
    Math.max(0, Math.floor((length + gap) / ((size * zoom) / ratio + gap)));
  const lay = (zoom: number, columns: number): StageLayout => ({
    zoom,
    columns,
    rows: Math.ceil(count / columns),
    tileWidth: (tile.width * zoom) / ratio,
    tileHeight: (tile.height * zoom) / ratio,
    gap,
  });
  const smallest = Math.max(1, Math.ceil((SMALLEST_TILE * ratio) / Math.max(tile.width, tile.height)));
  const largest = Math.floor((Math.max(space.width, space.height) * ratio) / Math.min(tile.width, tile.height));
  for (let zoom = largest; zoom >= smallest; zoom--) {
    const across = fits(zoom, space.width, tile.width);
    const down = fits(zoom, space.height, tile.height);
    if (across * down >= count) return lay(zoom, balancedColumns(count, across, down));
  }
  const across = Math.max(1, fits(smallest, space.width - SCROLLBAR, tile.width));
  return lay(smallest, balancedColumns(count, across, count));
}

/** As near to a square as fits, preferring columns that leave no row half empty. */
function balancedColumns(count: number, across: number, down: number): number {
  const fewest = Math.ceil(count / Math.max(1, down));
  const square = Math.max(fewest, Math.min(across, Math.ceil(Math.sqrt(count))));
  for (let columns = square; columns <= across; columns++) if (count % columns === 0) return columns;
  return square;
}

/** The largest whole-number zoom at which one picture fits into a square of that side. */
export function fitOne(tile: Tile, side: number, ratio: number): number {
  return Math.max(1, Math.floor((side * ratio) / Math.max(tile.width, tile.height)));
}

/**
 * Sides of the filmstrip's frames that a tab puts up with, the wanted one first; 0 leaves the strip out.
 * A smaller strip is taken where that makes the tiles larger. The gallery shows the same frames elsewhere.
 */
export const FILM_SIDES = { live: [56, 28], gallery: [56, 28, 0] } as const;

/** Height of a filmstrip: frames as large as fit, or a picture's own height where it is more. */
const filmHeight = (tile: Tile, side: number, ratio: number): number =>
  side === 0 ? 0 : (tile.height * fitOne(tile, side, ratio)) / ratio;

/** What stands around the tiles on the stage. */
const PADDING = { across: 32, down: 16 };
const PLAYBACK = 28;
const ROW_GAP = 7;
const LEAST_BESIDE = 420;
const LEAST_STAGE = 340;
const LEAST_TILES = 240;

/** The stage of a tab. */
export interface StageFrame {
  layout: StageLayout;
  /** Its own width in CSS pixels, beside the charts. */
  width: number;
  /** Height of the filmstrip; 0 without one. */
  film: number;
  /** Too narrow for charts beside it: they follow below. */
  stacked: boolean;
}

/**
 * The stage in a tab: as large as leaves 420 px for what stands beside it. In windows too narrow for both
 * (or zoomed to 200 %) it takes the whole width.
 */
export function stageIn(tab: StageSpace, count: number, tile: Tile, filmSides: readonly number[]): StageFrame {
  const { ratio } = tab;
  const stacked = tab.width < LEAST_STAGE + LEAST_BESIDE;
  const width = (stacked ? tab.width : tab.width - LEAST_BESIDE - 1) - PADDING.across;
  const frames = filmSides.map((side) => {
    const film = filmHeight(tile, side, ratio);
    const below = PLAYBACK + PADDING.down + ROW_GAP + (film > 0 ? film + ROW_GAP : 0);
    const height = Math.max(LEAST_TILES, tab.height - below);
    const layout = fitTiles(Math.max(1, count), tile, { width, height, ratio });
    const scrolls = heightOf(layout) > height;
    return { layout, film, scrolls };
  });
  const best = frames.reduce((chosen, next) => {
    const larger = next.layout.zoom > chosen.layout.zoom;
    return larger || (next.layout.zoom === chosen.layout.zoom && chosen.scrolls && !next.scrolls) ? next : chosen;
  });
  const { layout, film, scrolls } = best;
  return { layout, film, stacked, width: widthOf(layout, layout.columns) + PADDING.across + (scrolls ? SCROLLBAR : 0) };
}
