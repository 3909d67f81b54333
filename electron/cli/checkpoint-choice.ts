import type { Command } from 'commander';
import { bestStep } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { CheckpointEntry } from '@shared/run.ts';
import { wholeNumber } from './commands/common.ts';
import { count } from './table.ts';

/** Which checkpoint of a run is meant; at most one of these. */
export interface CheckpointChoice {
  epoch?: number;
  step?: number;
  best?: boolean;
  last?: boolean;
}

/** @param prefix begins each description: "walk: " */
export const addCheckpointChoice = (command: Command, prefix = ''): Command =>
  command
    .option('--epoch <N>', `${prefix}the checkpoint of this epoch`, wholeNumber(0))
    .option('--step <N>', `${prefix}the checkpoint of this step`, wholeNumber(0))
    .option('--best', `${prefix}the best checkpoint, where the run measures that (checkpoint.keep)`)
    .option('--last', `${prefix}the newest checkpoint (default)`);

/** The checkpoint that is meant. @throws {ForgerError} not-found; invalid-request where several are */
export function findCheckpoint(checkpoints: readonly CheckpointEntry[], choice: CheckpointChoice): CheckpointEntry {
  const { epoch, step, best } = choice;
  const asked = (['epoch', 'step', 'best', 'last'] as const).filter((key) => choice[key] !== undefined);
  if (asked.length > 1)
    throw new ForgerError(
      'invalid-request',
      `${asked.map((key) => `--${key}`).join(' and ')} name different checkpoints. Give one of them.`,
    );
  const newest = checkpoints.at(-1);
  if (!newest) throw new ForgerError('not-found', 'This run has no checkpoint yet. Train it for an epoch first.');
  if (epoch !== undefined) return ofEpoch(checkpoints, epoch);
  if (step !== undefined) return ofStep(checkpoints, step);
  return best ? ofBest(checkpoints) : newest;
}

function ofEpoch(checkpoints: readonly CheckpointEntry[], epoch: number): CheckpointEntry {
  // Where checkpoints follow steps, several can lie in one epoch: the last of them ends it.
  const found = checkpoints.findLast((checkpoint) => Math.floor(checkpoint.epoch) === epoch);
  if (found) return found;
  const epochs = checkpoints.map((checkpoint) => Math.floor(checkpoint.epoch));
  throw new ForgerError('not-found', `There is no checkpoint of epoch ${epoch}; there are those of ${listed(epochs)}.`);
}

function ofStep(checkpoints: readonly CheckpointEntry[], step: number): CheckpointEntry {
  const found = checkpoints.find((checkpoint) => checkpoint.step === step);
  if (found) return found;
  const steps = checkpoints.map((checkpoint) => checkpoint.step);
  throw new ForgerError(
    'not-found',
    `There is no checkpoint of step ${count(step)}; there are those of ${listed(steps)}.`,
  );
}

function ofBest(checkpoints: readonly CheckpointEntry[]): CheckpointEntry {
  const best = bestStep(checkpoints);
  const found = checkpoints.find(({ step }) => step === best);
  if (found) return found;
  throw new ForgerError(
    'not-found',
    'This run did not measure which checkpoint is best. Runs do where checkpoint.keep is set to keep the best.',
  );
}

/** Most numbers that a sentence lists. */
const MOST_LISTED = 12;

function listed(numbers: readonly number[]): string {
  const all = [...new Set(numbers)].map(count);
  return (all.length > MOST_LISTED ? [...all.slice(0, 6), '…', ...all.slice(-3)] : all).join(', ');
}
