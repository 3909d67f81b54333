import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What in a run's folder shows that something happened to it. */
const WATCHED = ['run.json', 'status.json', 'metrics.jsonl', 'samples', 'checkpoints'] as const;

async function mark(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(path);
    return `${mtimeMs}:${size}`;
  } catch {
    return '-'; // Not there (yet): a state like any other.
  }
}

/** A text that changes whenever the files of a run do. */
export async function runFingerprint(runDir: string): Promise<string> {
  return (await Promise.all(WATCHED.map((name) => mark(join(runDir, name))))).join('|');
}

/** A text that changes whenever a data set comes, goes or is renamed into place. */
export const datasetsFingerprint = (libraryDir: string): Promise<string> => mark(join(libraryDir, 'datasets'));

/** Fingerprints of all runs by id. A library that is gone has none. */
export async function allFingerprints(libraryDir: string): Promise<Map<string, string>> {
  const runs = join(libraryDir, 'runs');
  const names = await readdir(runs).catch(() => []);
  const entries = names.map(async (name): Promise<[string, string]> => [name, await runFingerprint(join(runs, name))]);
  return new Map(await Promise.all(entries));
}

/** Ids whose fingerprint is new or another. */
export function changedRuns(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].filter(([id, print]) => before.get(id) !== print).map(([id]) => id);
}
