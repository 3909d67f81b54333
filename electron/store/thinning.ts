import { checkpointsToDrop, type CheckpointPolicy } from '@shared/checkpoint-policy.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { removeFolder } from './files/index.ts';
import type { RunPaths } from './paths.ts';
import { readPins } from './pins.ts';

/**
 * Removes the checkpoints that a policy lets go. Only whoever holds the run's lock may.
 * @returns their steps, oldest first
 * @throws {ForgerError} `damaged` when it is not known which checkpoints are pinned
 */
export async function thinCheckpoints(paths: RunPaths, policy: CheckpointPolicy): Promise<number[]> {
  const pinned = new Set(await readPins(paths.pins));
  const dropped = checkpointsToDrop(policy, await checkpointSteps(paths), pinned);
  for (const step of dropped) await removeFolder(checkpointPath(paths, step));
  return dropped;
}
