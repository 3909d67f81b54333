/** How the wall of pictures lies in the room it has. */
export interface WallPlan {
  /** Columns of the picture that are shown, the first and the last always among them. */
  columns: number[];
  rows: number;
  zoom: number;
}

export const WALL_GAP = 6;
const LARGEST_ZOOM = 6;

const fitting = (room: number, tiles: number, side: number): number =>
  Math.floor((room - (tiles - 1) * WALL_GAP) / (tiles * side));

/** Leaves out every so many inner columns, evenly. */
function spread(all: number, kept: number): number[] {
  return Array.from({ length: kept }, (_, index) => Math.round((index * (all - 1)) / Math.max(1, kept - 1)));
}

/** Below this a piece of clothing is hard to make out. */
const READABLE_ZOOM = 3;
const FEWEST = { columns: 4, rows: 3 } as const;

/**
 * As many epochs and latents as can be shown at a readable whole-number zoom; where even few cannot,
 * what fills most of the room.
 */
export function planWall(
  room: { width: number; height: number },
  all: { columns: number; rows: number; side: number },
): WallPlan {
  const plans: WallPlan[] = [];
  for (let columns = all.columns; columns >= Math.min(FEWEST.columns, all.columns); columns -= 1)
    for (let rows = all.rows; rows >= Math.min(FEWEST.rows, all.rows); rows -= 1) {
      const zoom = Math.min(LARGEST_ZOOM, fitting(room.width, columns, all.side), fitting(room.height, rows, all.side));
      if (zoom >= 1) plans.push({ columns: spread(all.columns, columns), rows, zoom });
    }
  const tiles = (plan: WallPlan): number => plan.columns.length * plan.rows;
  const area = (plan: WallPlan): number => tiles(plan) * plan.zoom ** 2;
  const most = (by: (plan: WallPlan) => number, among: WallPlan[]): WallPlan | undefined =>
    among.reduce<WallPlan | undefined>((best, plan) => (best && by(best) >= by(plan) ? best : plan), undefined);
  const readable = plans.filter((plan) => plan.zoom >= READABLE_ZOOM);
  return most(tiles, readable) ?? most(area, plans) ?? { columns: [0], rows: 1, zoom: 1 };
}
