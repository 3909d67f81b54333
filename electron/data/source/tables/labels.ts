import { join, posix } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { parseJsonText } from '@shared/json.ts';
import { readText } from '../../../store/files/index.ts';
import { NO_LABEL } from '../source.ts';
import type { FoundFiles } from '../walk.ts';
import { FilesByName } from './files-by-name.ts';
import { readTable } from './rows.ts';

export interface LabelledFiles extends Omit<FoundFiles, 'places'> {
  labels: Map<string, string>;
}

interface Row {
  name: string;
  label: string;
}

const MAX_TABLE_BYTES = 128 * 2 ** 20;
const PICTURE_NAME = /\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif|heic)$/i;
const TABLE_NAME = /\.(?:csv|tsv)$/i;
const STYLEGAN = 'dataset.json';

/** The folder that all files lie in, table or picture; '' for the root. */
function deepestFolder(files: readonly string[]): string {
  const [first = ''] = files;
  let folder = posix.dirname(first);
  while (folder !== '.' && !files.every((file) => file.startsWith(`${folder}/`))) folder = posix.dirname(folder);
  return folder === '.' ? '' : folder;
}

/** The one table that lies beside the pictures or their folders; null where there is none, or more than one. */
function tableAmong(files: readonly string[]): string | null {
  const folder = deepestFolder(files);
  const here = files.filter((file) => posix.dirname(file) === (folder === '' ? '.' : folder));
  const named = (name: string): string | undefined => here.find((file) => posix.basename(file).toLowerCase() === name);
  const known = named(STYLEGAN) ?? named('labels.csv');
  if (known !== undefined) return known;
  const tables = here.filter((file) => TABLE_NAME.test(file));
  return tables.length === 1 ? (tables[0] ?? null) : null;
}

const styleGanSchema = z.object({ labels: z.array(z.tuple([z.string(), z.unknown()])).nullable() });
const numberSchema = z.union([z.string(), z.number()]);

/** StyleGAN's `{"labels": [["00000/img00000000.png", 6], …]}`. @returns null where it is something else */
function styleGanRows(text: string): Row[] | null {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch {
    return null;
  }
  const parsed = styleGanSchema.safeParse(value);
  if (!parsed.success) return null;
  return (parsed.data.labels ?? []).map(([name, given]) => {
    const label = numberSchema.safeParse(given);
    if (label.success) return { name, label: String(label.data) };
    throw new ForgerError(
      'invalid-request',
      `The labels in ${STYLEGAN} are not one number or name for each picture. Write one for each, or move the file away.`,
    );
  });
}

/** File and label stand in the first two columns, in either order. @returns null where no file is named */
function tableRows(text: string, files: FilesByName): Row[] | null {
  const rows = readTable(text);
  const isFile = (name: string | undefined): boolean => name !== undefined && files.find(name) !== null;
  const [firsts = 0, seconds = 0] = [0, 1].map((column) => rows.filter((row) => isFile(row[column])).length);
  if (Math.max(firsts, seconds) === 0) return null;
  const [fileColumn, labelColumn] = seconds > firsts ? [1, 0] : [0, 1];
  const head = rows[0]?.[fileColumn];
  const body = isFile(head) || PICTURE_NAME.test(head ?? '') ? rows : rows.slice(1);
  const named = body.map((row) => ({ name: row[fileColumn] ?? '', label: row[labelColumn] ?? '' }));
  return named.some(({ label }) => label !== '') ? named : null;
}

function labelled(table: string, rows: readonly Row[], files: readonly string[], byName: FilesByName): LabelledFiles {
  const title = posix.basename(table);
  const labels = new Map<string, string>();
  const refused = new Map<string, RefusedFile>();
  for (const { name, label: given } of rows) {
    const file = byName.find(name);
    const label = given.normalize('NFC') || NO_LABEL;
    if (file === null) {
      refused.set(name, { path: name, reason: `named in ${title}, but not there` });
      continue;
    }
    const before = labels.get(file);
    if (before !== undefined && before !== label)
      refused.set(file, { path: file, reason: `in ${title} twice, as "${before}" and as "${label}"` });
    labels.set(file, before ?? label);
  }
  const taken = files.filter((file) => file !== table && !refused.has(file));
  return {
    files: taken,
    refused: [...refused.values()],
    labels: new Map(taken.map((file) => [file, labels.get(file) ?? NO_LABEL])),
  };
}

/**
 * Labels from the one table that lies with the pictures: StyleGAN's `dataset.json`, `labels.csv`, or the only CSV or TSV.
 * @returns null where there is none, or none that names any file there
 * @throws ForgerError `invalid-request` for labels that are none
 */
export async function labelsFromTable(root: string, files: readonly string[]): Promise<LabelledFiles | null> {
  const table = tableAmong(files);
  if (table === null) return null;
  const folder = posix.dirname(table);
  const byName = new FilesByName(
    folder === '.' ? '' : folder,
    files.filter((file) => file !== table),
  );
  const text = await readText(join(root, table), MAX_TABLE_BYTES);
  const rows = posix.basename(table).toLowerCase() === STYLEGAN ? styleGanRows(text) : tableRows(text, byName);
  if (rows?.some(({ name }) => byName.find(name) !== null) !== true) return null;
  return labelled(table, rows, files, byName);
}
