/** What edges leave in the cells of a square: each cell's own part, and what they hand on to the cells at its right. */
interface Cells {
  size: number;
  /** The height the edges within the cell span, signed by their direction. */
  span: Float64Array;
  /** The area between those edges and the cell's right side, signed likewise. */
  area: Float64Array;
}

/** An edge within one row of cells, of which `height` (signed) lies between x = `from` and x = `to`. */
function addWithinRow({ size, span, area }: Cells, row: number, height: number, from: number, to: number): void {
  const [left, right] = from < to ? [from, to] : [to, from];
  const first = Math.min(size - 1, Math.floor(left));
  const last = Math.min(size - 1, Math.floor(right));
  for (let column = first; column <= last; column += 1) {
    const begin = Math.max(left, column);
    const end = column === last ? right : column + 1;
    const part = left === right ? height : height * ((end - begin) / (right - left));
    const at = row * size + column;
    span[at] = (span[at] ?? 0) + part;
    area[at] = (area[at] ?? 0) + part * (column + 1 - (begin + end) / 2);
  }
}

function addEdge(cells: Cells, x0: number, y0: number, x1: number, y1: number): void {
  if (y0 === y1) return;
  const down = y0 < y1;
  const [xa, ya, xb, yb] = down ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  const slope = (xb - xa) / (yb - ya);
  const last = Math.min(cells.size - 1, Math.floor(yb));
  const within = (x: number): number => Math.max(0, Math.min(cells.size, x));
  for (let row = Math.floor(ya); row <= last; row += 1) {
    const begin = Math.max(ya, row);
    const end = Math.min(yb, row + 1);
    if (end <= begin) continue;
    const height = end - begin;
    addWithinRow(
      cells,
      row,
      down ? height : -height,
      within(xa + (begin - ya) * slope),
      within(xa + (end - ya) * slope),
    );
  }
}

/**
 * How much of each pixel polygons cover, exactly: signed areas are summed from the left, as scan converters
 * of fonts do. Contours that overlap in one direction count once.
 * @param polygons x, y, x, y, … in pixels, y down, all within 0 … size.
 * @returns size × size values, 0 to 1, rows first.
 */
export function coverage(polygons: readonly Float64Array[], size: number): Float64Array {
  const cells: Cells = { size, span: new Float64Array(size * size), area: new Float64Array(size * size) };
  for (const polygon of polygons) {
    let [x, y] = [polygon[polygon.length - 2] ?? 0, polygon[polygon.length - 1] ?? 0];
    for (let at = 0; at < polygon.length; at += 2) {
      const [nextX, nextY] = [polygon[at] ?? 0, polygon[at + 1] ?? 0];
      addEdge(cells, x, y, nextX, nextY);
      [x, y] = [nextX, nextY];
    }
  }
  const covered = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    let handedOn = 0;
    for (let at = row * size; at < (row + 1) * size; at += 1) {
      covered[at] = Math.min(1, Math.abs(handedOn + (cells.area[at] ?? 0)));
      handedOn += cells.span[at] ?? 0;
    }
  }
  return covered;
}
