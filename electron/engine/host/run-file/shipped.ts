import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { mendIt, shipped } from '../../../shipped/index.ts';
import { fileChunks } from '../../../store/files/index.ts';
import KNOWN from './shipped.json' with { type: 'json' };

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of fileChunks(path)) hash.update(chunk);
    return hash.digest('hex');
  } catch {
    // Not there, or not to be read: to whoever asks, the same as damaged.
    return null;
  }
}

/**
 * The file of the finished run that ships with Forger, known to be that file: whoever opens it gets the run that was made for it.
 * @param folder left out, where this Forger has it
 * @throws {ForgerError} `damaged`
 */
export async function shippedRunFile(folder: string = shipped().runs): Promise<string> {
  const path = join(folder, KNOWN.file);
  if ((await hashOf(path)) === KNOWN.sha256) return path;
  throw new ForgerError('damaged', `Forger’s own copy of the finished run is damaged. ${mendIt()}`);
}
