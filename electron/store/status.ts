import { ForgerError } from '@shared/contract/errors.ts';
import { runStatusSchema, type RunStatus } from '@shared/run.ts';
import { checkpointSteps } from './checkpoint-paths.ts';
import { systemCode } from './files/index.ts';
import { readJson, writeSealedJson } from './json-file.ts';
import { lockHolder } from './lock.ts';
import type { RunPaths } from './paths.ts';
import { Tally } from './tally.ts';

export const waitingStatus = (now: Date): RunStatus => ({
  state: 'waiting',
  step: 0,
  message: null,
  owner: null,
  imagesPerSecond: null,
  updatedAt: now.toISOString(),
});

/** Of a run that was just made: nothing is in its folder but what it may begin from. */
export const newStatus = (now: Date, checkpoint: number | undefined): RunStatus => ({
  ...waitingStatus(now),
  files: { metrics: new Tally().mark(), log: new Tally().mark(), ...(checkpoint !== undefined && { checkpoint }) },
});

/**
 * Whether the run was made, or gone on with, by a program that writes pins.json with it: one that is not there is then
 * lost.
 */
export const keepsPins = (status: RunStatus): boolean => status.files !== undefined;

/** The status as stored; a lost or damaged one becomes an interrupted run, which can go on. */
export async function readStoredStatus(paths: RunPaths, createdAt: string): Promise<RunStatus> {
  try {
    return await readJson(paths.status, { schema: runStatusSchema });
  } catch (error) {
    const lost = systemCode(error) === 'ENOENT' || (error instanceof ForgerError && error.code === 'damaged');
    if (!lost) throw error;
    const message = 'The status of this run was lost. Resume it to go on from its newest checkpoint.';
    const step = (await checkpointSteps(paths)).at(-1) ?? 0;
    return { ...waitingStatus(new Date(createdAt)), state: 'interrupted', step, message, lost: true };
  }
}

/** Whether a living process must hold the run in this state. */
export const isHeldState = (status: RunStatus): boolean => status.state === 'training' || status.state === 'paused';

/**
 * Where the run stands now: one that says it trains while no living process holds its lock was interrupted.
 */
export async function readCurrentStatus(paths: RunPaths, createdAt: string): Promise<RunStatus> {
  const stored = await readStoredStatus(paths, createdAt);
  if (!isHeldState(stored) || (await lockHolder(paths.lock)) !== null) return stored;
  // Its writer may have said goodbye between the two looks.
  const again = await readStoredStatus(paths, createdAt);
  if (!isHeldState(again)) return again;
  return { ...again, state: 'interrupted', owner: null, imagesPerSecond: null };
}

export const writeStatus = (paths: RunPaths, status: RunStatus): Promise<void> =>
  writeSealedJson(paths.status, runStatusSchema.parse(status));
