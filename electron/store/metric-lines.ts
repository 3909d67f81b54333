import type { FileHandle } from 'node:fs/promises';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';
import { readAt } from './files/index.ts';

/**
 * The lines of metrics.jsonl: JSON objects in the order of METRIC_NAMES. Numbers that JSON cannot hold
 * (NaN, ±∞ of a diverged run) are written as null and read as NaN.
 */
const NEWLINE = 0x0a;
const CHUNK = 4 * 1024 * 1024;
/** Most bytes of a line: a longer one is damage, and may have no end. */
const LONGEST_LINE = 64 * 1024 * 1024;

export const formatRow = (row: MetricRow): string =>
  `${JSON.stringify(Object.fromEntries(METRIC_NAMES.map((name) => [name, row[name]])))}\n`;

/** A row from its line; null for a damaged line. Numbers missing or null become NaN. */
export function parseRow(line: string): MetricRow | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null; // A damaged line is left out: the others still say enough.
  }
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  if (typeof given['step'] !== 'number') return null;
  const row: Partial<MetricRow> = {};
  for (const name of METRIC_NAMES) {
    const entry = given[name];
    row[name] = typeof entry === 'number' ? entry : Number.NaN;
  }
  return row as MetricRow;
}

/**
 * Every whole line between two bytes of a file, without its newline, and the byte after it. A torn last
 * line is left out.
 * @returns the byte after the last whole line
 */
export async function eachLine(
  handle: FileHandle,
  { from, to }: { from: number; to: number },
  take: (line: string, end: number) => void,
): Promise<number> {
  let position = from;
  for (let length = CHUNK; position < to;) {
    const chunk = await readAt(handle, position, Math.min(length, to - position));
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    // A line longer than a chunk is damage: look further for its end, or stop at the torn one.
    if (end === 0 && (chunk.length === 0 || position + chunk.length >= to || length >= LONGEST_LINE)) break;
    if (end === 0) length *= 2;
    for (let start = 0; start < end;) {
      const stop = chunk.indexOf(NEWLINE, start);
      take(chunk.toString('utf8', start, stop), position + stop + 1);
      start = stop + 1;
    }
    position += end;
  }
  return position;
}

/** Whether a line ends right before this byte, or the file begins there. */
export async function endsLine(handle: FileHandle, offset: number, size: number): Promise<boolean> {
  if (offset === 0) return true;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) return false;
  return (await readAt(handle, offset - 1, 1))[0] === NEWLINE;
}
