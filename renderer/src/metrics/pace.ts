import type { MetricsView } from '@shared/metrics/buffer.ts';

/** How quickly a run goes, over its newest steps. */
export interface Pace {
  imagesPerSecond: number;
  /** Seconds. */
  secondsPerStep: number;
}

const WINDOW_SECONDS = 10;

/** Measured over the newest ten seconds of training; null before there are two logged steps. */
export function paceOf(view: MetricsView, imagesPerStep: number): Pace | null {
  const { elapsed, step } = view.columns;
  const last = view.length - 1;
  if (last < 1) return null;
  const end = elapsed[last] ?? 0;
  let first = last - 1;
  while (first > 0 && end - (elapsed[first - 1] ?? 0) <= WINDOW_SECONDS) first--;
  const steps = (step[last] ?? 0) - (step[first] ?? 0);
  const seconds = end - (elapsed[first] ?? 0);
  if (!(steps > 0) || !(seconds > 0)) return null;
  return { secondsPerStep: seconds / steps, imagesPerSecond: (imagesPerStep * steps) / seconds };
}
