import type { FileHandle } from 'node:fs/promises';
import type { RunSummary } from '@shared/run.ts';
import { readAt, withFile } from './files/index.ts';
import { parseRow } from './metric-lines.ts';

/** Places looked at, spread evenly over the file: the cost does not grow with the run. */
const POINTS = 40;
/** Two lines fit, so one is whole. */
const WINDOW = 2048;

/** Up to here one read is cheaper than many. */
const READ_AT_ONCE = 1024 * 1024;

export type Sparkline = RunSummary['sparkline'];
export const emptySparkline = (): Sparkline => ({ generator: [], discriminator: [] });

/** Where to look in a file of that size: evenly, first and last included. */
const places = (size: number): number[] =>
  Array.from({ length: POINTS }, (_, point) => Math.floor((point / (POINTS - 1)) * (size - WINDOW)));

/** The last whole line of a window: its first piece may begin mid-line, its last may be torn. */
const wholeLine = (window: Buffer): string => window.toString('utf8').split('\n').at(-2) ?? '';

async function linesAt(handle: FileHandle, size: number): Promise<string[]> {
  if (size > READ_AT_ONCE)
    return Promise.all(places(size).map(async (place) => wholeLine(await readAt(handle, place, WINDOW))));
  const whole = await readAt(handle, 0, size);
  if (size > POINTS * WINDOW) return places(size).map((place) => wholeLine(whole.subarray(place, place + WINDOW)));
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  const stride = Math.max(1, (lines.length - 1) / (POINTS - 1));
  return Array.from({ length: Math.min(POINTS, lines.length) }, (_, point) => lines[Math.round(point * stride)] ?? '');
}

/** A line some twenty pixels high shows no more, and thousands of runs are listed, kept and sent with theirs. */
const rounded = (loss: number): number => Number(loss.toPrecision(4));

/** A few losses over the whole run, oldest first, from a bounded read of metrics.jsonl. */
export async function readSparkline(path: string): Promise<Sparkline> {
  return withFile(path, emptySparkline(), async (handle, size) => {
    const sparkline = emptySparkline();
    for (const line of await linesAt(handle, size)) {
      const row = parseRow(line);
      if (!row) continue;
      // A network that rests in a step has no loss there.
      if (Number.isFinite(row.gLoss)) sparkline.generator.push(rounded(row.gLoss));
      if (Number.isFinite(row.dLoss)) sparkline.discriminator.push(rounded(row.dLoss));
    }
    return sparkline;
  });
}
