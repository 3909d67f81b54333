import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure } from '@shared/contract/errors.ts';
import type { Comparison, VerifyProgress, VerifyReport, VerifyStage } from '@shared/verify.ts';
import { explained, sweepLeftovers, temporaryBeside } from '../../../store/files/index.ts';
import type { LaneName, Prepared, Ways } from './tasks.ts';

/** One piece of the work: each may be done by a process of its own. */
export type VerifyTask =
  | { type: 'prepare'; library: string; run: string; place: string; bundledDir: string }
  | { type: 'train'; place: string; lane: LaneName; to: number; bundledDir: string }
  | { type: 'compare'; place: string; facts: Pick<Comparison, 'from' | 'to' | 'device' | 'began' | 'exact'> };

export interface VerifyAnswers {
  prepare: Prepared;
  train: { device: string; began: string; exact: boolean };
  compare: Comparison;
}

/** Does a task, here or elsewhere. */
export type PerformTask = <Type extends VerifyTask['type']>(
  task: Extract<VerifyTask, { type: Type }>,
  ways: Ways,
) => Promise<VerifyAnswers[Type]>;

export interface VerifyArguments {
  library: string;
  bundledDir: string;
  run: string;
  /** Steps of each half. */
  steps: number;
  signal: AbortSignal;
  onProgress(progress: VerifyProgress): void;
  perform: PerformTask;
}

/**
 * Checks all files of a run, and that it goes on exactly: from its newest checkpoint a copy is trained 2 × `steps`
 * steps in one go, another `steps`, saved, opened anew, and `steps` again; then both are compared. The run itself is
 * only read.
 * @throws {ForgerError} `not-found`, `no-space`, …; the signal's reason when cancelled
 */
export async function verifyRun(asked: VerifyArguments): Promise<VerifyReport> {
  const { library, bundledDir, run, steps, signal, onProgress, perform } = asked;
  // The name says that this process made it: what a kill leaves of it is swept by the next check.
  const place = temporaryBeside(join(library, 'verify'));
  const ways = (stage: VerifyStage): Ways => {
    onProgress({ stage, done: 0, total: 0 });
    return { signal, onProgress: (done, total) => onProgress({ stage, done, total }) };
  };
  const train = (lane: LaneName, to: number, stage: VerifyStage) =>
    perform({ type: 'train', place, lane, to, bundledDir }, ways(stage));
  return explained(async () => {
    await sweepLeftovers(library);
    try {
      const { integrity, from, problem } = await perform(
        { type: 'prepare', library, run, place, bundledDir },
        ways('files'),
      );
      if (from === null) return { integrity, comparison: null, problem };
      const to = from + 2 * steps;
      try {
        const device = await train('whole', to, 'whole');
        await train('parts', from + steps, 'first');
        await train('parts', to, 'second');
        const facts = { from, to, ...device };
        const comparison = await perform({ type: 'compare', place, facts }, ways('compare'));
        return { integrity, comparison, problem: null };
      } catch (error) {
        signal.throwIfAborted();
        return { integrity, comparison: null, problem: toFailure(error).message };
      }
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });
}
