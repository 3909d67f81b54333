import { truncate, type FileHandle } from 'node:fs/promises';
import type { MetricsPage } from '@shared/contract/channels.ts';
import { METRIC_NAMES, type MetricColumns, type MetricRow } from '@shared/run.ts';
import { appendDurable, explained, readAt, withFile, writeFileAtomic } from './files/index.ts';

/**
 * metrics.jsonl: one JSON object a line, in the order of METRIC_NAMES. Numbers that JSON cannot hold
 * (NaN, ±∞ of a diverged run) are written as null and read as NaN.
 */
const NEWLINE = 0x0a;
const CHUNK = 4 * 1024 * 1024;
/** A line is some 250 bytes; a torn one is looked for in this much of the end. */
const TAIL = 64 * 1024;

const formatRow = (row: MetricRow): string =>
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
  const number = (name: string): number => {
    const entry = given[name];
    return typeof entry === 'number' ? entry : Number.NaN;
  };
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, number(name)])) as MetricRow;
}

const emptyColumns = (): MetricColumns =>
  Object.fromEntries(METRIC_NAMES.map((name) => [name, [] as number[]])) as MetricColumns;

function addLines(columns: MetricColumns, text: string): void {
  for (const line of text.split('\n')) {
    const row = line === '' ? null : parseRow(line);
    if (row) for (const name of METRIC_NAMES) columns[name].push(row[name]);
  }
}

/**
 * Rows written since `offset` (bytes). A torn last line is left for later. When the file was cut back
 * since (a resumed run repeats steps), `offset` no longer ends a line and the page holds the whole file:
 * its first step is then not beyond the last one the caller has, who starts over from there.
 */
export async function readMetrics(path: string, offset: number): Promise<MetricsPage> {
  return explained(() =>
    withFile(path, { columns: emptyColumns(), nextOffset: 0 }, async (handle, size) => {
      const columns = emptyColumns();
      let position = (await endsLine(handle, offset, size)) ? offset : 0;
      for (let length = CHUNK; position < size; ) {
        const chunk = await readAt(handle, position, Math.min(length, size - position));
        const end = chunk.lastIndexOf(NEWLINE) + 1;
        // A line longer than a chunk is damage: look further for its end, or stop at the torn one.
        if (end === 0 && position + chunk.length >= size) break;
        if (end === 0) length *= 2;
        addLines(columns, chunk.toString('utf8', 0, end));
        position += end;
      }
      return { columns, nextOffset: position };
    }),
  );
}

async function endsLine(handle: FileHandle, offset: number, size: number): Promise<boolean> {
  if (offset === 0) return true;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) return false;
  return (await readAt(handle, offset - 1, 1))[0] === NEWLINE;
}

/** Cuts off what follows the last whole line: a kill tore it. */
export async function cutTornLine(path: string): Promise<void> {
  const keep = await withFile<number | null>(path, null, async (handle, size) => {
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - TAIL);
      const at = (await readAt(handle, start, end - start)).lastIndexOf(NEWLINE);
      if (at >= 0) return start + at + 1 === size ? null : start + at + 1;
      end = start;
    }
    return size === 0 ? null : 0;
  });
  if (keep !== null) await truncate(path, keep);
}

/** Appends rows with one write; they outlast a power cut when this returns. */
export async function appendMetrics(path: string, rows: readonly MetricRow[]): Promise<void> {
  if (rows.length > 0) await appendDurable(path, rows.map(formatRow).join(''));
}

/** Drops rows after `step`, and damaged lines, by replacing the file as a whole. */
export async function truncateMetrics(path: string, step: number): Promise<void> {
  await explained(async () => {
    const whole = await withFile(path, '', async (handle) => (await handle.readFile()).toString('utf8'));
    const kept = whole
      .slice(0, whole.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '' && (parseRow(line)?.step ?? Number.POSITIVE_INFINITY) <= step)
      .map((line) => `${line}\n`)
      .join('');
    if (kept !== whole) await writeFileAtomic(path, kept);
  });
}
