import type { LabelLevel } from '@shared/import/findings.ts';
import type { FolderLook } from '@shared/import/look.ts';
import type { LabelChoices } from '@shared/import/options.ts';

/** One label as the data set would have it. */
export interface LabelRow {
  name: string;
  /** The folders that give it; several where they were given one name. */
  folders: string[];
  /** Pictures in them, and how many of those are taken. */
  count: number;
  taken: number;
  dropped: boolean;
}

/** The level of folders, or the table, that names the labels; null where none does. */
export function levelOf({ levels, auto }: FolderLook, { from }: LabelChoices): LabelLevel | null {
  if (from === 'none') return null;
  const wanted = from === 'auto' ? auto : from;
  return levels.find(({ level }) => level === wanted) ?? null;
}

/** Labels under the names chosen, the dropped ones among them. */
export function labelRows({ names }: LabelLevel, { rename, drop, most }: LabelChoices): LabelRow[] {
  const rows: LabelRow[] = [];
  const newNames = new Map(Object.entries(rename));
  for (const { name: folder, count } of names) {
    const name = newNames.get(folder) ?? folder;
    const dropped = drop.includes(folder);
    let row = rows.find((one) => one.name === name && one.dropped === dropped);
    if (!row) rows.push((row = { name, folders: [], count: 0, taken: 0, dropped }));
    row.folders.push(folder);
    row.count += count;
  }
  for (const row of rows) row.taken = row.dropped ? 0 : Math.min(row.count, most ?? row.count);
  return rows;
}

/** The choices after a label got another name; its folders' own name is none. */
export function renamed({ rename }: LabelChoices, folders: readonly string[], name: string): LabelChoices['rename'] {
  const others = Object.entries(rename).filter(([folder]) => !folders.includes(folder));
  const ours = folders.filter((folder) => folder !== name).map((folder) => [folder, name] as const);
  return Object.fromEntries([...others, ...ours]);
}

/** The folders dropped after a label was, or was taken again. */
export const dropToggled = ({ drop }: LabelChoices, { folders, dropped }: LabelRow): string[] =>
  dropped ? drop.filter((folder) => !folders.includes(folder)) : [...drop, ...folders];
