import { figure } from '@shared/figure.ts';

const NICE = [1, 2, 2.5, 5, 10];

/** The smallest of 1, 2, 2.5, 5 × 10ⁿ that is `least` or more. */
export function niceStep(least: number): number {
  if (!(least > 0) || !Number.isFinite(least)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = NICE.find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

/**
 * Labels of the x axis: from 0 in round steps, then the end itself; a round one too near the end gives way.
 * @param whole only whole numbers, where half an epoch would mean nothing
 */
export function axisTicks(end: number, most: number, whole: boolean): number[] {
  if (!(end > 0)) return [0];
  const nice = niceStep(end / Math.max(1, most));
  const step = whole ? Math.max(1, Math.ceil(nice)) : nice;
  const ticks: number[] = [];
  for (let index = 0; index * step < end - step * 0.45; index++) ticks.push(index * step);
  const last = whole ? Math.floor(end) : end;
  if (last > (ticks.at(-1) ?? -1)) ticks.push(last);
  return ticks;
}

/** Labels of a stretch of the x axis: round places inside it. */
export function spanTicks(from: number, to: number, most: number): number[] {
  const step = niceStep((to - from) / Math.max(1, most));
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

/** Values nearer together than this share of their size are one value to an axis. */
const FLAT = 1e-6;

/** Round ends around all values, with at most four intervals between them. */
export function roundSpan(low: number, high: number): { min: number; max: number; step: number } {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const flat = high - low <= Math.max(size, FLAT) * FLAT;
  const wide = flat ? Math.max(1, size) / 10 : high - low;
  const from = flat ? low - wide / 2 : low;
  const spans = [4, 3, 2, 1].map((parts) => {
    const step = niceStep(wide / parts);
    return { step, first: Math.floor(from / step + 1e-9), last: Math.ceil((from + wide) / step - 1e-9) };
  });
  // A step as long as the whole span needs two of them at most.
  const { step, first, last } = spans.find((span) => span.last - span.first <= 4) ?? { step: wide, first: 0, last: 1 };
  return { min: first * step, max: last * step, step };
}

/** A number beside an axis: "0.25", "−1.5", "12,000"; what is very large or small as everywhere. */
export const axisNumber = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return figure(value);
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 8 }).replace('-', '−');
};

/** A round upper end for a range from 0, and the distance of its grid lines (at most four of them). */
export function roundRange(greatest: number, least: number): { max: number; step: number } {
  const reach = Math.max(least, Number.isFinite(greatest) ? greatest : least);
  for (const parts of [3, 4]) {
    const step = niceStep(reach / parts);
    if (Math.ceil(reach / step - 1e-9) <= parts) return { max: step * Math.ceil(reach / step - 1e-9), step };
  }
  const step = niceStep(reach / 2);
  return { max: step * Math.ceil(reach / step - 1e-9), step };
}
