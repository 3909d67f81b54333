import { bestBy } from '@shared/checkpoint-evaluation.ts';
import { policyOf } from '@shared/checkpoint-policy.ts';
import { assertNever } from '@shared/assert-never.ts';
import { MEASURED } from '@shared/measured.ts';
import type { DiskUse } from '@shared/disk-use.ts';
import { estimateRunSize } from '@shared/run-size.ts';
import type { CheckpointEntry, RunRecord } from '@shared/run.ts';
import { count } from '../../lib/format.ts';
import type { Moment } from '../../samples/moments.ts';

/** A part of what a run takes on the disk. */
export interface Part {
  label: string;
  /** What it takes now. */
  bytes: number;
  /** What it is estimated to take at the end; null where that was not. */
  expected: number | null;
}

/** What the run takes, part by part, beside what it is expected to take. */
export function partsOf(record: RunRecord, use: DiskUse): { parts: Part[]; expected: number } {
  const { checkpoints, samples, metrics, total } = estimateRunSize(record);
  return {
    parts: [
      { label: 'Checkpoints', bytes: use.checkpoints, expected: checkpoints },
      { label: 'Samples', bytes: use.samples, expected: samples },
      { label: 'Measurements', bytes: use.metrics, expected: metrics },
      { label: 'Other files', bytes: use.other, expected: null },
    ],
    expected: total,
  };
}

/** What the run's settings do with older checkpoints, in a sentence. */
export function policyWords({ config }: Pick<RunRecord, 'config'>): string {
  const policy = policyOf(config);
  switch (policy.keep) {
    case 'all':
      return 'This run keeps every checkpoint.';
    case 'every':
      return `This run keeps the last checkpoint in each ${count(policy.steps)} steps, the two newest and those you pin.`;
    case 'newest':
      return 'This run keeps the two newest checkpoints and those you pin.';
    case 'best':
      return 'This run keeps the best checkpoint, the two newest and those you pin.';
    default:
      return assertNever(policy);
  }
}

/** The column of what the best checkpoint is told by. */
export function rankColumn({ config }: Pick<RunRecord, 'config'>): { title: string; help: string } {
  const by = bestBy(config);
  if (by !== null) return { title: MEASURED[by].title, help: MEASURED[by].explained };
  return {
    title: 'Distance',
    help: 'How far its images lie from those of the data set: sliced Wasserstein distance on pixels, in grey levels. Less is better.',
  };
}

/** What sets a checkpoint apart from the others, after its name. */
export function rankWords(
  { step, pending }: Pick<CheckpointEntry, 'step' | 'pending'>,
  { newest, best }: { newest: number; best: number | null },
): string {
  return `${step === best ? ', the best' : ''}${step === newest ? ', the newest' : ''}${pending ? ', to be measured' : ''}`;
}

/** The last grid of samples drawn up to a step: what a checkpoint's generator draws, or drew shortly before. */
export const momentOf = (moments: readonly Moment[], step: number): Moment | null =>
  moments.findLast((moment) => moment.step <= step) ?? null;

/** The rows from one to another, both included, whichever stands first. */
export function chooseRange(steps: readonly number[], from: number, to: number): number[] {
  const [a, b] = [steps.indexOf(from), steps.indexOf(to)];
  return a < 0 || b < 0 ? [to] : steps.slice(Math.min(a, b), Math.max(a, b) + 1);
}
