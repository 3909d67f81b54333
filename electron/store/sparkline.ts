import type { FileHandle } from 'node:fs/promises';
import type { RunSummary } from '@shared/run.ts';
import { readAt, withFile } from './files/index.ts';
import { parseRow } from './metrics.ts';

/** Places looked at, spread evenly over the file: the cost does not grow with the run. */
const POINTS = 40;
/** Two lines fit, so one is whole. */
const WINDOW = 1024;

export type Sparkline = RunSummary['sparkline'];
export const emptySparkline = (): Sparkline => ({ generator: [], discriminator: [] });

async function linesAt(handle: FileHandle, size: number): Promise<string[]> {
  if (size <= POINTS * WINDOW) {
    const lines = (await readAt(handle, 0, size)).toString('utf8').split('\n').slice(0, -1);
    const stride = Math.max(1, (lines.length - 1) / (POINTS - 1));
    return Array.from({ length: Math.min(POINTS, lines.length) }, (_, point) => lines[Math.round(point * stride)] ?? '');
  }
  const windows = Array.from({ length: POINTS }, async (_, point) => {
    const position = Math.floor((point / (POINTS - 1)) * (size - WINDOW));
    // The last whole line of the window: the first piece may begin mid-line, the last may be torn.
    return (await readAt(handle, position, WINDOW)).toString('utf8').split('\n').at(-2) ?? '';
  });
  return Promise.all(windows);
}

/** A few losses over the whole run, oldest first, from a bounded read of metrics.jsonl. */
export async function readSparkline(path: string): Promise<Sparkline> {
  return withFile(path, emptySparkline(), async (handle, size) => {
    const sparkline = emptySparkline();
    for (const line of await linesAt(handle, size)) {
      const row = parseRow(line);
      if (!row || !Number.isFinite(row.gLoss) || !Number.isFinite(row.dLoss)) continue;
      sparkline.generator.push(row.gLoss);
      sparkline.discriminator.push(row.dLoss);
    }
    return sparkline;
  });
}
