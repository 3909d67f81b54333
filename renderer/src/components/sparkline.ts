export interface Span {
  low: number;
  high: number;
}

/** Lowest and highest finite value; a span of nothing is widened so that a flat line lies in the middle. */
export function spanOf(values: readonly number[]): Span {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { low: 0, high: 1 };
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  return low === high ? { low: low - 1, high: high + 1 } : { low, high };
}

/** An SVG path through the values, 1 px inside the box; values that are no numbers break the line. */
export function sparkPath(values: readonly number[], span: Span, width: number, height: number): string {
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      drawing = false;
      return;
    }
    const x = 1 + (index / Math.max(1, values.length - 1)) * (width - 2);
    const y = height - 2 - ((value - span.low) / (span.high - span.low)) * (height - 4);
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`;
    drawing = true;
  });
  return path;
}
