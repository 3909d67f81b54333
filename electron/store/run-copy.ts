import { constants } from 'node:fs';
import { copyFile, cp, mkdir } from 'node:fs/promises';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import { checkpointPath } from './checkpoint-paths.ts';
import { truncateEvaluations } from './evaluations.ts';
import { exists, sizeOf, truncateDurable } from './files/index.ts';
import { writeSealedJson } from './json-file.ts';
import { readManifest } from './manifest.ts';
import { runPathsIn, type RunPaths } from './paths.ts';

/** Copies share their bytes where the file system can. */
const CLONE = constants.COPYFILE_FICLONE;

/**
 * Makes a run of its own in a new folder that stands where another stood at a checkpoint.
 * @param step of the checkpoint; null: before its first step
 */
export async function copyRunAt(
  from: RunPaths,
  step: number | null,
  folder: string,
  { record, status }: { record: RunRecord; status: RunStatus },
): Promise<void> {
  const to = runPathsIn(folder);
  for (const made of [to.folder, to.samples, to.checkpoints]) await mkdir(made, { recursive: true });
  if (step !== null) {
    await cp(checkpointPath(from, step), checkpointPath(to, step), { recursive: true, mode: CLONE });
    const { metrics } = await readManifest(checkpointPath(to, step));
    if (await exists(from.metrics)) {
      await copyFile(from.metrics, to.metrics, CLONE);
      // Older checkpoints do not say: whoever goes on from one looks for the rows to drop itself.
      if (metrics && metrics.bytes < (await sizeOf(to.metrics))) await truncateDurable(to.metrics, metrics.bytes);
    }
  }
  if (await exists(from.evaluations)) {
    await copyFile(from.evaluations, to.evaluations, CLONE);
    await truncateEvaluations(to.evaluations, step ?? 0);
  }
  await writeSealedJson(to.record, record);
  await writeSealedJson(to.status, {
    ...status,
    state: 'stopped',
    step: step ?? 0,
    owner: null,
    message: null,
    files: undefined,
  });
}

/** Sets how long such a run is, in steps. */
export const setTotalSteps = (paths: RunPaths, record: RunRecord, totalSteps: number): Promise<void> =>
  writeSealedJson(paths.record, { ...record, totalSteps });
