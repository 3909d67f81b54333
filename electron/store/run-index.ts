import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FILE_LIMITS, readText, writeFileAtomic } from './files/index.ts';
import { runsFolder } from './paths.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * `runs/.index`: what the list of runs shows, so that a start need not read thousands of files. First line:
 * a SHA-256 of the second; second line: JSON. It is made again where it is missing, damaged, or of another
 * version; the runs' own files are the truth.
 */
const VERSION = 2;
const INDEX_FILE = '.index';

const indexPath = (library: string): string => join(runsFolder(library), INDEX_FILE);
const sealOf = (json: string): string => createHash('sha256').update(`${VERSION} ${json}`).digest('hex');

/** Empty where there is no whole index of this version. */
export async function readRunIndex(library: string): Promise<Map<string, RunFacts>> {
  try {
    const text = await readText(indexPath(library), FILE_LIMITS.index);
    const end = text.indexOf('\n');
    const json = text.slice(end + 1);
    if (text.slice(0, end) !== sealOf(json)) return new Map();
    // The seal says that this program wrote it.
    return new Map(JSON.parse(json) as [string, RunFacts][]);
  } catch {
    return new Map(); // Not there, or not readable: the runs are read instead.
  }
}

/** Writes the index; a library that cannot be written stays without one. */
export async function writeRunIndex(library: string, runs: ReadonlyMap<string, RunFacts>): Promise<void> {
  const json = JSON.stringify([...runs]);
  await writeFileAtomic(indexPath(library), `${sealOf(json)}\n${json}`).catch(() => undefined);
}
