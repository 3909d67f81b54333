import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { writeFileAtomic } from './files/index.ts';

/** Version of the run store's format; a change that older programs would misread raises it. */
export const STORE_FORMAT = 1;

/** The last field of a sealed file: SHA-256 over the compact JSON of all others, in their order. */
const SEAL = 'sha256';

const sealOf = (fields: object): string => createHash('sha256').update(JSON.stringify(fields)).digest('hex');

function sealHolds(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !(SEAL in value)) return true;
  const { [SEAL]: seal, ...fields } = value;
  return seal === sealOf(fields);
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
}

/**
 * Checks a text as JSON of the schema.
 * @throws {ForgerError} `damaged` when it is not; `invalid-request` when a newer Forger wrote it.
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ForgerError('damaged', `${what} is damaged: it is not JSON.`, { cause: error });
  }
  const format = formatOf(value);
  if (typeof format === 'number' && format > STORE_FORMAT)
    throw new ForgerError('invalid-request', `${what} was written by a newer Forger. Update Forger to open it.`);
  if (!sealHolds(value)) throw new ForgerError('damaged', `${what} is damaged: it was altered.`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ForgerError('damaged', `${what} is damaged: ${where === '' ? 'it' : `"${where}"`} is not as it should be.`);
}

export async function readJson<T>(path: string, schema: z.ZodType<T>, what = basename(path)): Promise<T> {
  return parseJson(await readFile(path, 'utf8'), schema, what);
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** JSON that shows when it was altered: a file without a manifest vouches for itself. */
export const toSealedJson = (fields: object): string => toJson({ ...fields, [SEAL]: sealOf(JSON.parse(JSON.stringify(fields))) });

export const writeSealedJson = (path: string, fields: object): Promise<void> => writeFileAtomic(path, toSealedJson(fields));
