import {
  fitOne,
  fitTiles,
  heightOf,
  SCROLLBAR,
  snap,
  widthOf,
  type StageLayout,
  type StageSpace,
  type TileSize,
} from '../../samples/layout.ts';

/**
 * Sides of the filmstrip's frames that a tab puts up with, the wanted one first; 0 leaves the strip out.
 * A smaller strip is taken where that makes the tiles larger. The gallery shows the same frames elsewhere.
 */
export const FILM_SIDES = { live: [56, 28], gallery: [56, 28, 0] } as const;

/** Height of a filmstrip: frames as large as fit, or a picture's own height where it is more. */
const filmHeight = (tile: TileSize, side: number, ratio: number): number =>
  side === 0 ? 0 : (tile.height * fitOne(tile, side, ratio)) / ratio;

/** What stands around the tiles on the stage. */
const PADDING = { across: 32, down: 16 };
const PLAYBACK = 28;
const ROW_GAP = 7;
const LEAST_BESIDE = 420;
const LEAST_STAGE = 340;
const LEAST_TILES = 240;

/** What lies on the stage. */
export interface StageContent {
  /** Tiles in each grid. */
  count: number;
  /** Labels, whose names stand beside their rows; 1 without. */
  groups: number;
  tile: TileSize;
  /** Grids to look at together, at one zoom. */
  panes: 1 | 2;
}

/** Width kept for the labels' names. */
const LABELS = 88;
/** Height of the words over one of two grids. */
const CAPTION = 22;
const PANE_GAP = 16;

/** The stage of a tab. */
export interface StageFrame {
  /** Of each grid. */
  layout: StageLayout;
  /** Its own width in CSS pixels, beside the charts. */
  width: number;
  /** Height of the filmstrip; 0 without one. */
  film: number;
  /** Too narrow for charts beside it: they follow below. */
  stacked: boolean;
  /** Two grids lie side by side rather than one over the other. */
  beside: boolean;
  /** Width before the first column, for the labels' names; 0 without. */
  gutter: number;
  /** Height of the words over each grid; 0 for a single one. */
  caption: number;
  /** Between two grids. */
  paneGap: number;
}

/** Width and height of all that lies on the stage, in CSS pixels. */
export function contentOf(frame: StageFrame, panes: 1 | 2): { width: number; height: number } {
  const { layout, gutter, caption, paneGap, beside } = frame;
  const [across, down] = panes === 1 ? [1, 1] : beside ? [2, 1] : [1, 2];
  return {
    width: gutter + across * widthOf(layout, layout.columns) + (across - 1) * paneGap,
    height: down * (heightOf(layout) + caption) + (down - 1) * paneGap,
  };
}

/**
 * The stage in a tab: as large as leaves 420 px for what stands beside it. In windows too narrow for both
 * (or zoomed to 200 %) it takes the whole width. Two grids lie whichever way makes their tiles larger.
 */
export function stageIn(tab: StageSpace, content: StageContent, filmSides: readonly number[]): StageFrame {
  const { ratio } = tab;
  const { tile, groups, panes } = content;
  const count = Math.max(1, content.count);
  const stacked = tab.width < LEAST_STAGE + LEAST_BESIDE;
  const room = (stacked ? tab.width : tab.width - LEAST_BESIDE - 1) - PADDING.across;
  const gutter = groups > 1 ? snap(LABELS, ratio) : 0;
  const caption = panes === 2 ? snap(CAPTION, ratio) : 0;
  const paneGap = snap(PANE_GAP, ratio);
  const lay = (film: number, beside: boolean): Candidate => {
    const below = PLAYBACK + PADDING.down + ROW_GAP + (film > 0 ? film + ROW_GAP : 0);
    const height = Math.max(LEAST_TILES, tab.height - below);
    const [across, down] = panes === 1 ? [1, 1] : beside ? [2, 1] : [1, 2];
    const space = {
      width: (room - gutter - (across - 1) * paneGap) / across,
      height: (height - (down - 1) * paneGap) / down - caption,
      ratio,
    };
    const layout = fitTiles(count, tile, space, groups);
    const frame = { layout, film, stacked, beside, gutter, caption, paneGap, width: 0 };
    const taken = contentOf(frame, panes);
    const scrolls = taken.height > height;
    // A few small tiles leave room for what stands below them.
    const width = Math.max(LEAST_STAGE, taken.width + PADDING.across + (scrolls ? SCROLLBAR : 0));
    return { frame: { ...frame, width }, scrolls };
  };
  return filmSides
    .map((side) => filmHeight(tile, side, ratio))
    .map((film) => (panes === 1 ? [true] : [true, false]).map((beside) => lay(film, beside)).reduce(squarer))
    .reduce(larger).frame;
}

interface Candidate {
  frame: StageFrame;
  /** Rows run over. */
  scrolls: boolean;
}

/** The one with larger tiles, then the one that shows all of them; else the first. */
function larger(chosen: Candidate, next: Candidate): Candidate {
  const [a, b] = [chosen.frame.layout.zoom, next.frame.layout.zoom];
  return b > a || (b === a && chosen.scrolls && !next.scrolls) ? next : chosen;
}

/** The same, and of two alike the one whose grids are nearer to a square. */
function squarer(chosen: Candidate, next: Candidate): Candidate {
  const alike = chosen.frame.layout.zoom === next.frame.layout.zoom && chosen.scrolls === next.scrolls;
  const length = ({ frame: { layout } }: Candidate): number => Math.abs(Math.log(layout.rows / layout.columns));
  return alike ? (length(next) < length(chosen) ? next : chosen) : larger(chosen, next);
}
