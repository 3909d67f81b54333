import { join } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { idSchema } from '@shared/run.ts';
import { explained, systemCode } from './files/index.ts';
import { readJson, writeSealedJson } from './json-file.ts';

/** line.json of a library: the runs that wait for their turn, the next one first. */
const lineSchema = z.object({ runs: z.array(idSchema) });

const linePath = (library: string): string => join(library, 'line.json');

/** Empty where there is no line, or none that can be read: its runs still say that they wait. */
export async function readLine(library: string): Promise<string[]> {
  try {
    return (await readJson(linePath(library), { schema: lineSchema })).runs;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || (error instanceof ForgerError && error.code === 'damaged')) return [];
    throw error;
  }
}

/** @throws {ForgerError} no-space, … */
export const writeLine = (library: string, runs: readonly string[]): Promise<void> =>
  explained(() => writeSealedJson(linePath(library), { runs: [...runs] }));
