import type { FileHandle } from 'node:fs/promises';
import type { MetricsPage } from '@shared/contract/channels.ts';
import { METRIC_NAMES, type MetricColumns, type MetricRow } from '@shared/run.ts';
import { appendDurable, explained, readAt, truncateDurable, withFile, writeFileAtomic } from './files/index.ts';
import { eachLine, endsLine, formatRow, parseRow } from './metric-lines.ts';
import type { PlacedRow } from './pyramid.ts';

const NEWLINE = 0x0a;
/** A line is some 250 bytes; a torn one is looked for in this much of the end. */
const TAIL = 64 * 1024;

const emptyColumns = (): MetricColumns =>
  Object.fromEntries(METRIC_NAMES.map((name) => [name, [] as number[]])) as MetricColumns;

/**
 * Rows written since `offset` (bytes). A torn last line is left for later. When the file was cut back
 * since (a resumed run repeats steps), `offset` no longer ends a line and the page holds the whole file:
 * its first step is then not beyond the last one the caller has, who starts over from there.
 * @param most bytes of a page, more than any line has
 */
export async function readMetrics(path: string, offset: number, most = Number.POSITIVE_INFINITY): Promise<MetricsPage> {
  return explained(() =>
    withFile(path, { columns: emptyColumns(), nextOffset: 0, more: false }, async (handle, size) => {
      const columns = emptyColumns();
      const from = (await endsLine(handle, offset, size)) ? offset : 0;
      const to = Math.min(size, from + most);
      const nextOffset = await eachLine(handle, { from, to }, (line) => {
        const row = parseRow(line);
        if (row) for (const name of METRIC_NAMES) columns[name].push(row[name]);
      });
      return { columns, nextOffset, more: to < size };
    }),
  );
}

/** Cuts off what follows the last whole line: a kill tore it. */
export async function cutTornLine(path: string): Promise<void> {
  const keep = await withFile<number | null>(path, null, async (handle, size) => {
    for (let end = size; end > 0;) {
      const start = Math.max(0, end - TAIL);
      const at = (await readAt(handle, start, end - start)).lastIndexOf(NEWLINE);
      if (at >= 0) return start + at + 1 === size ? null : start + at + 1;
      end = start;
    }
    return size === 0 ? null : 0;
  });
  if (keep !== null) await truncateDurable(path, keep);
}

/** Appends rows with one write; they outlast a power cut when this returns, which says where they lie. */
export async function appendMetrics(path: string, rows: readonly MetricRow[]): Promise<PlacedRow[]> {
  if (rows.length === 0) return [];
  const lines = rows.map((row) => Buffer.from(formatRow(row)));
  let end = await appendDurable(path, Buffer.concat(lines));
  // As they will be read: what JSON cannot hold becomes NaN.
  return rows.map((row, at) => ({ row, end: (end += lines[at]?.length ?? 0) }));
}

/** Whether a line of a step that stays ends right before this byte. */
async function isAtMost(handle: FileHandle, offset: number, size: number, step: number): Promise<boolean> {
  if (offset === 0 || !(await endsLine(handle, offset, size))) return false;
  const start = Math.max(0, offset - TAIL);
  const line = (await readAt(handle, start, offset - start)).toString('utf8').split('\n').at(-2) ?? '';
  return (parseRow(line)?.step ?? Number.POSITIVE_INFINITY) <= step;
}

/**
 * Drops rows after `step`, and damaged lines among the rows looked at.
 * @param from a byte up to which all rows were at or before that step; taken only where that still holds
 */
export async function truncateMetrics(path: string, step: number, from = 0): Promise<void> {
  const stays = (line: string): boolean => (parseRow(line)?.step ?? Number.POSITIVE_INFINITY) <= step;
  await explained(async () => {
    const plan = await withFile(path, null, async (handle, size) => {
      const start = (await isAtMost(handle, from, size, step)) ? from : 0;
      const span = { from: start, to: size };
      let keptTo = start;
      let inOrder = true;
      await eachLine(handle, span, (line, end) => {
        if (!stays(line)) return;
        inOrder &&= end - keptTo === Buffer.byteLength(line) + 1;
        keptTo = end;
      });
      if (inOrder) return keptTo === size ? null : { cutAt: keptTo };
      const kept: string[] = [];
      await eachLine(handle, span, (line) => void (stays(line) && kept.push(`${line}\n`)));
      return { whole: Buffer.concat([await readAt(handle, 0, start), Buffer.from(kept.join(''))]) };
    });
    if (plan === null) return;
    // All that goes lies at the end: a cut is as safe as a new file, and quick however long the run.
    if ('cutAt' in plan) await truncateDurable(path, plan.cutAt);
    else await writeFileAtomic(path, plan.whole);
  });
}
