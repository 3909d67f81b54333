import { ForgerError } from '@shared/contract/errors.ts';
import type { RunSummary } from '@shared/run.ts';
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
