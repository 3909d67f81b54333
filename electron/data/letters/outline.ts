import type { Path } from 'fontkit';

/** Closed polygons, each as x, y, x, y, …; y points up, in the font's own units. */
export type Outline = readonly Float64Array[];

/** Enough that no corner shows at 256 pixels. */
const QUADRATIC_PIECES = 10;
const CUBIC_PIECES = 16;
/** Even ornamental initials have fewer; a broken font can have any number. */
const MOST_NUMBERS = 200_000;

export interface Bounds {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** @returns null where there is nothing to see. */
export function boundsOf(outline: Outline): Bounds | null {
  const bounds = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  for (const contour of outline)
    for (let at = 0; at < contour.length; at += 2) {
      const x = contour[at] ?? 0;
      const y = contour[at + 1] ?? 0;
      bounds.left = Math.min(bounds.left, x);
      bounds.right = Math.max(bounds.right, x);
      bounds.bottom = Math.min(bounds.bottom, y);
      bounds.top = Math.max(bounds.top, y);
    }
  return bounds.right > bounds.left && bounds.top > bounds.bottom ? bounds : null;
}

/** A Bézier curve's value at t, of two, three or four coordinates (de Casteljau). */
function bezier(points: readonly number[], t: number): number {
  let level = points;
  while (level.length > 1) level = level.slice(1).map((value, index) => (level[index] ?? 0) * (1 - t) + value * t);
  return level[0] ?? 0;
}

/**
 * A glyph's curves as polygons, by additions and multiplications alone: those give the same bits on every
 * machine.
 * @returns null where the glyph has no area, or no sound outline.
 */
export function flatten(path: Path): Outline | null {
  const contours: number[][] = [];
  let numbers = 0;
  let [x, y] = [0, 0];
  for (const { command, args } of path.commands) {
    if (command === 'closePath') continue;
    if (command === 'moveTo' || contours.length === 0) contours.push([]);
    const contour = contours[contours.length - 1] ?? [];
    const pieces = command === 'bezierCurveTo' ? CUBIC_PIECES : command === 'quadraticCurveTo' ? QUADRATIC_PIECES : 1;
    const across = [x, ...args.filter((_, index) => index % 2 === 0)];
    const up = [y, ...args.filter((_, index) => index % 2 === 1)];
    [x, y] = [across[across.length - 1] ?? 0, up[up.length - 1] ?? 0];
    for (let piece = 1; piece < pieces; piece += 1)
      contour.push(bezier(across, piece / pieces), bezier(up, piece / pieces));
    contour.push(x, y);
    numbers += 2 * pieces;
    if (numbers > MOST_NUMBERS) return null;
  }
  if (!contours.every((contour) => contour.every(Number.isFinite))) return null;
  const outline = contours.map((contour) => Float64Array.from(contour));
  return boundsOf(outline) === null ? null : outline;
}
