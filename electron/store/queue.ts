import { join } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { FREE_QUEUE, queueTimesSchema } from '@shared/queue.ts';
import { idSchema } from '@shared/run.ts';
import { explained, systemCode } from './files/index.ts';
import { readJson, writeSealedJson } from './json-file.ts';

/** line.json of a library: the runs that wait for their turn, the next one first, and what is set for the queue. */
const storedSchema = queueTimesSchema.extend({ runs: z.array(idSchema) });
export type StoredQueue = z.infer<typeof storedSchema>;

const queuePath = (library: string): string => join(library, 'line.json');

/** Empty and free where there is no such file, or none that can be read: its runs still say that they wait. */
export async function readQueue(library: string): Promise<StoredQueue> {
  try {
    return await readJson(queuePath(library), { schema: storedSchema });
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || (error instanceof ForgerError && error.code === 'damaged'))
      return { runs: [], ...FREE_QUEUE };
    throw error;
  }
}

/** @throws {ForgerError} no-space, … */
export const writeQueue = (library: string, queue: StoredQueue): Promise<void> =>
  explained(() => writeSealedJson(queuePath(library), queue));
