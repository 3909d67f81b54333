import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointFolder, parseCheckpointFolder } from '@shared/library-names.ts';
import { systemCode } from './files/index.ts';
import type { RunPaths } from './paths.ts';

export const checkpointPath = (paths: RunPaths, step: number): string =>
  join(paths.checkpoints, checkpointFolder(step));

/** Steps that have a checkpoint folder, oldest first; nothing in them was checked. */
export async function checkpointSteps(paths: RunPaths): Promise<number[]> {
  try {
    return (await readdir(paths.checkpoints, { withFileTypes: true }))
      .flatMap((entry) => (entry.isDirectory() ? [parseCheckpointFolder(entry.name)] : []))
      .filter((step) => step !== null)
      .sort((a, b) => a - b);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
