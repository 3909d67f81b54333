import { readdir } from 'node:fs/promises';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetSummary } from '@shared/dataset.ts';
import { idSchema } from '@shared/run.ts';
import { explained, systemCode } from '../../store/files/index.ts';
import { datasetsDir } from './folder.ts';
import { readRecord, readReport } from './read.ts';

export type ReadySummary = Extract<DatasetSummary, { state: 'ready' }>;

async function folderNames(libraryDir: string): Promise<string[]> {
  try {
    const entries = await readdir(datasetsDir(libraryDir), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && idSchema.safeParse(entry.name).success)
      .map((entry) => entry.name);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What the report of an import says; where that is damaged, the data set is as good as before. */
async function reported(libraryDir: string, id: string): Promise<Pick<ReadySummary, 'refused' | 'problem'>> {
  try {
    return { refused: (await readReport(libraryDir, id))?.refused.length ?? 0 };
  } catch (error) {
    if (!(error instanceof ForgerError) || error.code !== 'damaged') throw error;
    return { refused: 0, problem: error.message };
  }
}

/** The data sets of a library, newest first. One that cannot be read is left out and told to `onProblem`. */
export async function listLibrary(libraryDir: string, onProblem: (error: unknown) => void): Promise<ReadySummary[]> {
  return explained(async () => {
    const found: ReadySummary[] = [];
    for (const id of await folderNames(libraryDir)) {
      try {
        const record = await readRecord(libraryDir, id);
        found.push({ state: 'ready', bundled: false, record, ...(await reported(libraryDir, id)) });
      } catch (error) {
        onProblem(error);
      }
    }
    return found.sort(
      (a, b) => b.record.createdAt.localeCompare(a.record.createdAt) || (a.record.id < b.record.id ? -1 : 1),
    );
  });
}

export const notDeletable = (name: string): ForgerError =>
  new ForgerError('invalid-request', `${name} ships with Forger and cannot be deleted.`);
