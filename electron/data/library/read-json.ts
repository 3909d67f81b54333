import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { parseJsonText } from '@shared/json.ts';
import { MAX_JSON_BYTES } from '../limits.ts';

/**
 * Reads and checks a JSON file of a data set's folder.
 * @throws ForgerError `damaged`; the system's own error where the file cannot be read.
 */
export async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > MAX_JSON_BYTES) throw new Error('It is too large.');
    return schema.parse(parseJsonText(await file.readFile('utf8')));
  } catch (cause) {
    throw new ForgerError('damaged', `${path} is damaged. Delete this data set and import it again.`, { cause });
  } finally {
    await file.close();
  }
}
