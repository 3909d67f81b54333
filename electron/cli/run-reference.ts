import { ForgerError } from '@shared/contract/errors.ts';
import type { CheckpointEntry, RunSummary } from '@shared/run.ts';
import type { Library } from '../store/index.ts';

/** Names a run the way one types it: its id, the beginning of it where no other has it, its name, or `latest`. */
export function findRun(runs: readonly RunSummary[], reference: string): RunSummary {
  if (reference === 'latest') {
    const [latest] = runs;
    if (latest) return latest;
    throw new ForgerError('not-found', 'There is no run in this library yet. Start one with "forger train".');
  }
  const exact = runs.find((run) => run.id === reference);
  if (exact) return exact;
  const matches = runs.filter((run) => run.name === reference || run.id.startsWith(reference));
  const [only, second] = matches;
  if (only && !second) return only;
  if (second)
    throw new ForgerError(
      'invalid-request',
      `"${reference}" fits ${matches.length} runs. Give the whole id, as "forger runs" lists it.`,
    );
  throw new ForgerError('not-found', `There is no run "${reference}" in this library. "forger runs" lists them.`);
}

export const resolveRun = async (library: Library, reference: string): Promise<RunSummary> =>
  findRun(await library.listRuns(), reference);

/** The checkpoint of an epoch, or the newest where none is named. */
export function findCheckpoint(checkpoints: readonly CheckpointEntry[], epoch: number | undefined): CheckpointEntry {
  const newest = checkpoints.at(-1);
  if (!newest) throw new ForgerError('not-found', 'This run has no checkpoint yet. Train it for an epoch first.');
  if (epoch === undefined) return newest;
  // Where checkpoints follow steps, several can lie in one epoch: the last of them ends it.
  const found = checkpoints.findLast((checkpoint) => Math.floor(checkpoint.epoch) === epoch);
  if (found) return found;
  const epochs = [...new Set(checkpoints.map((checkpoint) => Math.floor(checkpoint.epoch)))];
  const list =
    epochs.length > 12 ? `${epochs.slice(0, 6).join(', ')}, …, ${epochs.slice(-3).join(', ')}` : epochs.join(', ');
  throw new ForgerError('not-found', `There is no checkpoint of epoch ${epoch}; there are those of ${list}.`);
}
