/** How calm the lines are; what every step logged stays visible as the band behind them. */
export const SMOOTHINGS = ['off', 'medium', 'strong'] as const;
export type Smoothing = (typeof SMOOTHINGS)[number];

/** Pieces to each side of the one in the middle: a share of all, and at least so many. */
const WINDOWS: Record<Exclude<Smoothing, 'off'>, { share: number; least: number }> = {
  medium: { share: 1 / 100, least: 6 },
  strong: { share: 1 / 25, least: 25 },
};

/** Neighbours to each side that say whether a value is a stray one. */
const NEIGHBOURS = 3;
/** A value is stray when it lies so many times further from the median of its neighbours than half of them do. */
const STRAY = 8;
/** Neighbours that all agree still leave room for this share of their size. */
const AGREEMENT = 0.05;

/**
 * Means in a window around each value, narrower towards the ends, so that the line turns where the numbers turn.
 * A stray value, one bad batch, counts as the median of its neighbours: it belongs to the band and not to the line.
 * Values that are not finite stay as they are and do not enter the means.
 * @param weights rows each value is the mean of
 */
export function smooth(values: Float64Array, weights: Float64Array, smoothing: Smoothing): Float64Array {
  if (smoothing === 'off') return values;
  const { share, least } = WINDOWS[smoothing];
  const half = Math.max(least, Math.round(values.length * share));
  const steady = values.map((value, index) => steadied(values, index, value));
  const sums = new Float64Array(values.length + 1);
  const counts = new Float64Array(values.length + 1);
  steady.forEach((value, index) => {
    const weight = Number.isFinite(value) ? (weights[index] ?? 0) : 0;
    sums[index + 1] = (sums[index] ?? 0) + (weight > 0 ? weight * value : 0);
    counts[index + 1] = (counts[index] ?? 0) + weight;
  });
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return value;
    const [from, to] = [Math.max(0, index - half), Math.min(values.length, index + half + 1)];
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / ((counts[to] ?? 0) - (counts[from] ?? 0));
  });
}

const medianOf = (sorted: Float64Array): number => sorted[sorted.length >> 1] ?? Number.NaN;

/** Whether neighbours lie on both sides of a value; told of most values at no cost. */
function between(values: Float64Array, index: number, value: number): boolean {
  let [below, above] = [false, false];
  for (let other = index - NEIGHBOURS; other <= index + NEIGHBOURS; other++) {
    if (other === index) continue;
    below ||= (values[other] ?? Number.NaN) <= value;
    above ||= (values[other] ?? Number.NaN) >= value;
  }
  return below && above;
}

/** The value, or the median of its neighbours where it is a stray one. */
function steadied(values: Float64Array, index: number, value: number): number {
  if (between(values, index, value)) return value;
  const near = values.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).filter(Number.isFinite);
  if (near.length <= NEIGHBOURS || !Number.isFinite(value)) return value;
  const median = medianOf(near.sort());
  const spread = medianOf(near.map((other) => Math.abs(other - median)).sort());
  return Math.abs(value - median) > STRAY * Math.max(spread, AGREEMENT * Math.abs(median)) ? median : value;
}
