import { HISTOGRAM_BARS, type VariableInside } from '@shared/inside.ts';

/** How many values there are of each size; those that are no finite numbers are left out. */
export function histogramOf(values: Float32Array): VariableInside['histogram'] {
  const counts = new Array<number>(HISTOGRAM_BARS).fill(0);
  let limit = 0;
  for (const value of values) if (Number.isFinite(value)) limit = Math.max(limit, Math.abs(value));
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const place = limit === 0 ? 0.5 : (value + limit) / (2 * limit);
    const bar = Math.min(HISTOGRAM_BARS - 1, Math.floor(place * HISTOGRAM_BARS));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return { limit, counts };
}
