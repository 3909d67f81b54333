import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { JsonTextError, parseJsonText } from '@shared/json.ts';
import { faultInWords, firstFault } from '@shared/refusal.ts';
import { readText, writeFileAtomic } from './files/index.ts';
import { upgraded, type Fields, type Lineage } from './lineage.ts';

/** The last field of a sealed file: SHA-256 over the compact JSON of all others, in their order. */
const SEAL = 'sha256';

const sealOf = (fields: object): string => createHash('sha256').update(JSON.stringify(fields)).digest('hex');

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function sealHolds(value: unknown): boolean {
  if (!isFields(value) || !(SEAL in value)) return true;
  const { [SEAL]: seal, ...fields } = value;
  return seal === sealOf(fields);
}

/** What a JSON file should be. */
export interface JsonKind<T> {
  schema: z.ZodType<T>;
  /** What it is called in a message: "run.json of this run". */
  what: string;
  /** Left out for files that carry no version. */
  lineage?: Lineage;
}

/**
 * Checks a text as JSON of a kind; a file of an older format is read in the words of the present one.
 * @throws {ForgerError} `damaged` when it is none; `invalid-request` when a newer Forger wrote it.
 */
export function parseJson<T>(text: string, { schema, what, lineage }: JsonKind<T>): T {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    const why = error instanceof JsonTextError ? error.message : 'it is not JSON';
    throw new ForgerError('damaged', `${what} is damaged: ${why}.`, { cause: error });
  }
  if (lineage && isFields(value) && typeof value['format'] === 'number' && value['format'] > lineage.format)
    throw new ForgerError('invalid-request', `${what} was written by a newer Forger. Update Forger to open it.`);
  if (!sealHolds(value)) throw new ForgerError('damaged', `${what} is damaged: it was altered.`);
  const asked = lineage && isFields(value) ? upgraded(value, lineage) : value;
  const parsed = schema.safeParse(asked);
  if (parsed.success) return parsed.data;
  const issue = firstFault(parsed.error);
  const where = issue === undefined || issue.path.length === 0 ? 'it' : `"${issue.path.join('.')}"`;
  const fault = issue === undefined ? 'is not as it should be' : faultInWords(issue, asked);
  throw new ForgerError('damaged', `${what} is damaged: ${where} ${fault}.`);
}

export async function readJson<T>(path: string, kind: Omit<JsonKind<T>, 'what'> & { what?: string }): Promise<T> {
  return parseJson(await readText(path), { what: basename(path), ...kind });
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** JSON that shows when it was altered: a file without a manifest vouches for itself. */
export const toSealedJson = (fields: object): string =>
  toJson({ ...fields, [SEAL]: sealOf(JSON.parse(JSON.stringify(fields))) });

export const writeSealedJson = (path: string, fields: object): Promise<void> =>
  writeFileAtomic(path, toSealedJson(fields));
