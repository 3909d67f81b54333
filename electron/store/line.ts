import { join } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { FREE_LINE, lineTimesSchema } from '@shared/line.ts';
import { idSchema } from '@shared/run.ts';
import { explained, systemCode } from './files/index.ts';
import { readJson, writeSealedJson } from './json-file.ts';

/** line.json of a library: the runs that wait for their turn, the next one first, and what is set for the line. */
const lineSchema = lineTimesSchema.extend({ runs: z.array(idSchema) });
export type StoredLine = z.infer<typeof lineSchema>;

const linePath = (library: string): string => join(library, 'line.json');

/** Empty and free where there is no line, or none that can be read: its runs still say that they wait. */
export async function readLine(library: string): Promise<StoredLine> {
  try {
    return await readJson(linePath(library), { schema: lineSchema });
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || (error instanceof ForgerError && error.code === 'damaged'))
      return { runs: [], ...FREE_LINE };
    throw error;
  }
}

/** @throws {ForgerError} no-space, … */
export const writeLine = (library: string, line: StoredLine): Promise<void> =>
  explained(() => writeSealedJson(linePath(library), line));
