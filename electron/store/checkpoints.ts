import { ForgerError } from '@shared/contract/errors.ts';
import type { CheckpointEntry, RunRecord } from '@shared/run.ts';
import { scheduleOf } from '@shared/schedule.ts';
import { readCheckpointFolder, readDistance, type Checkpoint } from './checkpoint.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import type { DiskUses } from './disk-use.ts';
import { systemCode } from './files/index.ts';
import type { RunPaths } from './paths.ts';
import { readPins } from './pins.ts';
import { rankCheckpoints } from './ranking.ts';

/** Every checkpoint, oldest first. */
export async function listCheckpointEntries(
  paths: RunPaths,
  record: RunRecord,
  uses: DiskUses,
): Promise<CheckpointEntry[]> {
  // Where it is damaged it is not known what was pinned; nothing is thinned then either.
  const pinned = new Set(await readPins(paths.pins).catch(() => []));
  const { keepsBest } = scheduleOf(record);
  // A list has nothing to lose: where it cannot be read, it is not known.
  const distanceOf = async (step: number): Promise<number | null> =>
    keepsBest ? readDistance(checkpointPath(paths, step), step).catch(() => null) : null;
  return (await rankCheckpoints(paths, record, distanceOf)).map(({ step, ...ranked }) => ({
    step,
    epoch: step / record.stepsPerEpoch,
    bytes: uses.checkpoint(paths, step),
    pinned: pinned.has(step),
    distance: keepsBest ? ranked.value : null,
    ...ranked,
  }));
}

/** @throws {ForgerError} `not-found`, `damaged`. */
export async function readCheckpoint(paths: RunPaths, record: RunRecord, step: number): Promise<Checkpoint> {
  try {
    return await readCheckpointFolder(checkpointPath(paths, step), step, record.networks);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new ForgerError('not-found', `There is no whole checkpoint of step ${step}. Choose another one.`, {
      cause: error,
    });
  }
}

/** The newest checkpoint that is whole; damaged ones are passed over and reported. Null when there is none. */
export async function newestCheckpoint(
  paths: RunPaths,
  record: RunRecord,
  onProblem: (problem: string) => void,
): Promise<Checkpoint | null> {
  for (const step of (await checkpointSteps(paths)).reverse()) {
    try {
      return await readCheckpoint(paths, record, step);
    } catch (error) {
      // A full table of open files or a denied folder is no damage: going back would lose training.
      if (!(error instanceof ForgerError) || !['damaged', 'not-found'].includes(error.code)) throw error;
      onProblem(error.message);
    }
  }
  return null;
}
