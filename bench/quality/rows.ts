import { z } from 'zod';
import { addLine, readLines } from './json-lines.ts';

/** One finished run, as it stands in rows.jsonl. */
const rowSchema = z.object({
  set: z.string(),
  /** As it was asked for: recipe, width, settings; or the peer's name. */
  entry: z.string(),
  seed: z.number(),
  minutes: z.number(),
  steps: z.number(),
  /** Milliseconds a step by which its minutes were counted; null: by the clock. */
  pace: z.number().nullable().default(null),
  kid: z.number(),
  kidSd: z.number(),
  fdLite0: z.number(),
  precision: z.number(),
  recall: z.number(),
  copies: z.number().nullable(),
  /** What a classifier outside Forger sees, of sets that it knows: Fréchet distance and recall on its features. */
  outside: z.object({ fd: z.number(), recall: z.number() }).nullable().default(null),
  /** Combinations of kinds that it finds among 26,000 fakes of stacked clothes, of 1,000. */
  modes: z.number().nullable().default(null),
  grid: z.string(),
  /** Processor, threads, load at the end, and versions. */
  machine: z.string(),
});
export type Row = z.infer<typeof rowSchema>;

export const readRows = (file: string): Promise<Row[]> => readLines(file, rowSchema);
export const addRow = (file: string, row: Row): Promise<void> => addLine(file, row);

export const isOf = (row: Row, key: Pick<Row, 'set' | 'entry' | 'seed' | 'minutes'>): boolean =>
  row.set === key.set && row.entry === key.entry && row.seed === key.seed && row.minutes === key.minutes;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean, where every run has a value. */
function known(values: readonly (number | null)[], digits = 2): string {
  const there = values.filter((value) => value !== null);
  return there.length === values.length ? mean(there).toFixed(digits) : '–';
}

/** A Markdown table: the means over seeds of each entry, the best KID first. */
export function tableOf(rows: readonly Row[]): string[] {
  const lines = [
    '| set | minutes | trained | seeds | steps | KID | FD, Lite0 | recall | copies | FD, classifier | recall, classifier | modes |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
  ];
  const keys = [...new Set(rows.map(({ set, minutes, entry }) => JSON.stringify([set, minutes, entry])))];
  const groups = keys.map((key) => rows.filter((row) => JSON.stringify([row.set, row.minutes, row.entry]) === key));
  groups.sort(([a], [b]) => (a && b ? a.set.localeCompare(b.set) || a.minutes - b.minutes || a.kid - b.kid : 0));
  for (const group of groups) {
    const [first] = group;
    if (!first) continue;
    const of = (value: (row: Row) => number): number => mean(group.map(value));
    const cells = [
      ...[first.set, String(first.minutes), `\`${first.entry}\``, group.map(({ seed }) => seed).join(', ')],
      Math.round(of(({ steps }) => steps)).toLocaleString('en'),
      of(({ kid }) => kid).toFixed(3),
      of(({ fdLite0 }) => fdLite0).toFixed(1),
      of(({ recall }) => recall).toFixed(2),
      known(group.map(({ copies }) => copies)),
      known(
        group.map(({ outside }) => outside?.fd ?? null),
        1,
      ),
      known(group.map(({ outside }) => outside?.recall ?? null)),
      known(
        group.map(({ modes }) => modes),
        0,
      ),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines;
}
