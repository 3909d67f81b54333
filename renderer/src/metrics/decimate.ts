/** A point of a line in data units. */
export interface Point {
  x: number;
  y: number;
}

/** The least and the greatest value in each pixel column that holds a finite one. */
export interface Band {
  low: Point[];
  high: Point[];
}

export interface Span {
  from: number;
  to: number;
}

/** Column of `x` on a span drawn `columns` pixels wide. */
function columnOf(x: number, span: Span, columns: number): number {
  const width = span.to - span.from;
  if (width <= 0) return 0;
  return Math.min(columns - 1, Math.max(0, Math.floor(((x - span.from) / width) * columns)));
}

/**
 * Thins an ascending series to at most two points per pixel column, the least and the greatest in the order
 * they came, so that a line through what is left covers the same pixels. Extremes are never lost; a column
 * with a value that is not finite also yields a `NaN` point, which breaks the line there.
 */
export function decimate(x: Float64Array, y: Float64Array, span: Span, columns: number): Point[] {
  const length = Math.min(x.length, y.length);
  const points: Point[] = [];
  const push = (index: number): void => {
    points.push({ x: x[index] ?? Number.NaN, y: y[index] ?? Number.NaN });
  };
  if (length <= columns * 2) {
    for (let index = 0; index < length; index++) push(index);
    return points;
  }
  let column = -1;
  let low = -1;
  let high = -1;
  let broken = -1;
  const flush = (): void => {
    const kept = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
    const indexes = broken < 0 ? kept : [...kept, broken].sort((a, b) => a - b);
    for (const index of indexes) if (index >= 0) push(index);
  };
  for (let index = 0; index < length; index++) {
    const value = y[index] ?? Number.NaN;
    const here = columnOf(x[index] ?? 0, span, columns);
    if (here !== column) {
      if (column >= 0) flush();
      column = here;
      low = high = broken = -1;
    }
    if (!Number.isFinite(value)) broken = broken < 0 ? index : broken;
    else {
      if (low < 0 || value < (y[low] ?? value)) low = index;
      if (high < 0 || value > (y[high] ?? value)) high = index;
    }
  }
  flush();
  return points;
}

/** The band of a series of spans: one pair of points per pixel column of what lies within the stretch, at the column's first x. */
export function bandOf(x: Float64Array, lows: Float64Array, highs: Float64Array, span: Span, columns: number): Band {
  const band: Band = { low: [], high: [] };
  const length = Math.min(x.length, lows.length, highs.length);
  let column = -1;
  for (let index = 0; index < length; index++) {
    const [least, greatest] = [lows[index] ?? Number.NaN, highs[index] ?? Number.NaN];
    if (!Number.isFinite(least) || !Number.isFinite(greatest)) continue;
    const at = x[index] ?? 0;
    if (at < span.from || at > span.to) continue;
    const here = columnOf(at, span, columns);
    const low = band.low.at(-1);
    const high = band.high.at(-1);
    if (here !== column || !low || !high) {
      column = here;
      band.low.push({ x: at, y: least });
      band.high.push({ x: at, y: greatest });
    } else {
      if (least < low.y) low.y = least;
      if (greatest > high.y) high.y = greatest;
    }
  }
  return band;
}
