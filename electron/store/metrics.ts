import { copyFile, link, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { MetricsPage } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { damagedMetricsFile } from '@shared/library-names.ts';
import { METRIC_NAMES, type MetricColumns, type MetricRow } from '@shared/run.ts';
import {
  appendDurable,
  exists,
  explained,
  NotAFile,
  readAt,
  truncateDurable,
  withFile,
  writeFileAtomic,
} from './files/index.ts';
import { eachLine, endsLine, formatRow, parseRow } from './metric-lines.ts';
import type { PlacedRow } from './pyramid.ts';
import { Tally } from './tally.ts';

const NEWLINE = 0x0a;
/** A line is some 250 bytes; a torn one is looked for in this much of the end. */
const TAIL = 64 * 1024;
/** Far more than a torn write leaves. */
const LONGEST_TORN = 64 * 1024 * 1024;

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
    for (let end = size; end > Math.max(0, size - LONGEST_TORN);) {
      const start = Math.max(0, end - TAIL);
      const at = (await readAt(handle, start, end - start)).lastIndexOf(NEWLINE);
      if (at >= 0) return start + at + 1 === size ? null : start + at + 1;
      end = start;
    }
    if (size > LONGEST_TORN) throw new ForgerError('damaged', 'metrics.jsonl of this run is damaged. Resume the run.');
    return size === 0 ? null : 0;
  });
  if (keep !== null) await truncateDurable(path, keep);
}

/**
 * Appends rows with one write; they outlast a power cut when this returns, which says where they lie.
 * @param tally of the file so far; knows of them afterwards
 */
export async function appendMetrics(
  path: string,
  rows: readonly MetricRow[],
  tally = new Tally(),
): Promise<PlacedRow[]> {
  if (rows.length === 0) return [];
  const lines = rows.map((row) => Buffer.from(formatRow(row)));
  const bytes = Buffer.concat(lines);
  let end = await appendDurable(path, bytes);
  tally.add(bytes);
  // As they will be read: what JSON cannot hold becomes NaN.
  return rows.map((row, at) => ({ row, end: (end += lines[at]?.length ?? 0) }));
}

/** Most copies of damaged metrics kept of one run. */
const MOST_ASIDE = 100;

/**
 * Keeps what was found of a damaged metrics.jsonl beside it and writes a new one of the rows in it that can still be
 * read, up to a step.
 * @returns the name of what was kept; null where nothing was there
 */
export async function saveRows(path: string, step: number): Promise<string | null> {
  return explained(async () => {
    const kept: string[] = [];
    let last = 0;
    const found = await withFile(path, false, async (handle, size) => {
      await eachLine(handle, { from: 0, to: size }, (line) => {
        const row = parseRow(line);
        if (!row || row.step <= last || row.step > step) return;
        kept.push(`${line}\n`);
        last = row.step;
      });
      return true;
    }).catch((error: unknown) => {
      if (error instanceof NotAFile) return false;
      throw error;
    });
    const aside = found ? await linkAside(path) : null;
    await writeFileAtomic(path, kept.join(''));
    return aside;
  });
}

async function linkAside(path: string): Promise<string | null> {
  for (let number = 1; number <= MOST_ASIDE; number += 1) {
    const aside = join(dirname(path), damagedMetricsFile(number));
    if (await exists(aside)) continue;
    // The new file takes the name, and this one keeps the bytes; where a disk has no such links, they are copied.
    await link(path, aside).catch(() => copyFile(path, aside));
    return basename(aside);
  }
  return null;
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
