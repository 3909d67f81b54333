/**
 * The share of values below one; those equal to it count half (the mid-rank, so that the share is ½ where all are equal).
 * @param values at least one
 */
export function shareBelow(values: readonly number[], value: number): number {
  let below = 0;
  for (const other of values) below += other < value ? 1 : other === value ? 0.5 : 0;
  return below / values.length;
}

/** Equal pieces of an axis, with the share of the values in each. */
export interface Histogram {
  from: number;
  to: number;
  /** They add up to 1 where all values lie between `from` and `to`, both included. */
  shares: number[];
}

/** @param to above `from` @param pieces at least one */
export function histogram(values: readonly number[], from: number, to: number, pieces: number): Histogram {
  const shares = new Array<number>(pieces).fill(0);
  for (const value of values) {
    if (value < from || value > to) continue;
    const at = Math.min(pieces - 1, Math.floor(((value - from) / (to - from)) * pieces));
    shares[at] = (shares[at] ?? 0) + 1 / values.length;
  }
  return { from, to, shares };
}

/** What an axis that shows all of these values reaches, with a little room; never empty. */
export function reachOf(values: readonly number[]): { from: number; to: number } {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const room = (most - least) * 0.04 || Math.max(0.5, Math.abs(most) * 0.04);
  return { from: least - room, to: most + room };
}
