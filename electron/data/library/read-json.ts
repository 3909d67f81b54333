import type { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { parseJsonText } from '@shared/json.ts';
import { readText } from '../../store/files/index.ts';
import { MAX_JSON_BYTES } from '../limits.ts';

/**
 * Reads and checks a JSON file of a data set's folder.
 * @param remedy what its user can do where it is damaged, as a sentence
 * @throws ForgerError `damaged`; the system's own error where the file cannot be read.
 */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  remedy: string,
): Promise<z.infer<Schema>> {
  const text = await readText(path, MAX_JSON_BYTES);
  try {
    return schema.parse(parseJsonText(text));
  } catch (cause) {
    throw new ForgerError('damaged', `${path} is damaged. ${remedy}`, { cause });
  }
}
