import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LIBRARY_FOLDERS, RUN_FILES } from '@shared/library-names.ts';
import type { RunSummary } from '@shared/run.ts';

/** What in a run's folder shows that something happened to it. */
const WATCHED = [
  RUN_FILES.record,
  RUN_FILES.status,
  RUN_FILES.metrics,
  RUN_FILES.evaluations,
  RUN_FILES.samples,
  RUN_FILES.checkpoints,
];

async function mark(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(path);
    return `${mtimeMs}:${size}`;
  } catch {
    return '-'; // Not there (yet): a state like any other.
  }
}

/** A text that changes whenever the files of a run do. */
async function runFingerprint(runDir: string): Promise<string> {
  return (await Promise.all(WATCHED.map((name) => mark(join(runDir, name))))).join('|');
}

/** A text that changes whenever a data set comes, goes or is renamed into place. */
export const datasetsFingerprint = (libraryDir: string): Promise<string> =>
  mark(join(libraryDir, LIBRARY_FOLDERS.datasets));

/** What shows in the list of runs that something happened to a run. */
const listed = ({ name, status, totalSteps, latestSample }: RunSummary): string =>
  [status.state, status.step, status.updatedAt, totalSteps, latestSample, name].join(':');

/**
 * Fingerprints of the runs of a list by id. The files of one that a process trains are looked at themselves: its
 * metrics grow between two changes of its status. Those of all others change with what the list says of them.
 */
export async function fingerprintsOf(runs: readonly RunSummary[]): Promise<Map<string, string>> {
  const trains = ({ status }: RunSummary): boolean => status.state === 'training' || status.state === 'paused';
  const entries = runs.map(async (run): Promise<[string, string]> => [
    run.id,
    trains(run) ? `${listed(run)}|${await runFingerprint(run.path)}` : listed(run),
  ]);
  return new Map(await Promise.all(entries));
}

/** Ids whose fingerprint is new or another. */
export function changedRuns(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].filter(([id, print]) => before.get(id) !== print).map(([id]) => id);
}
