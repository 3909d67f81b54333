import { checkpointsToDrop, type CheckpointPolicy } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunRecord } from '@shared/run.ts';
import { readDistance } from './checkpoint.ts';
import { checkpointPath } from './checkpoint-paths.ts';
import { exists, removeFolder } from './files/index.ts';
import type { RunPaths } from './paths.ts';
import { readPins } from './pins.ts';
import { rankCheckpoints } from './ranking.ts';
import { keepsPins, readStoredStatus } from './status.ts';

/**
 * Removes the checkpoints that a policy lets go. Only whoever holds the run's lock may.
 * @returns their steps, oldest first
 * @throws {ForgerError} `damaged` when it is not known which checkpoints are pinned
 */
export async function thinCheckpoints(paths: RunPaths, record: RunRecord, policy: CheckpointPolicy): Promise<number[]> {
  if (keepsPins(await readStoredStatus(paths, new Date(0).toISOString())) && !(await exists(paths.pins)))
    throw new ForgerError('damaged', 'pins.json of this run is lost. Pin the checkpoints you want to keep again.');
  const pinned = new Set(await readPins(paths.pins));
  const distanceOf = async (step: number): Promise<number | null> =>
    policy.keep === 'best' ? readDistance(checkpointPath(paths, step), step) : null;
  const checkpoints = await rankCheckpoints(paths, record, distanceOf);
  const dropped = checkpointsToDrop(policy, checkpoints, pinned);
  for (const step of dropped) await removeFolder(checkpointPath(paths, step));
  return dropped;
}
