import type { RunRecord, RunSummary } from '@shared/run.ts';
import { checkpointLabel } from './checkpoints.ts';

/** A relative of a run, as a link. */
export interface Relative {
  id: string;
  name: string;
  /** The checkpoint where the two part. */
  at: string;
}

export interface Family {
  /** `id` is null where the parent is not in the library any more. */
  parent: (Omit<Relative, 'id'> & { id: string | null }) | null;
  /** Oldest first. */
  children: Relative[];
}

const nameOf = ({ name, preset }: RunSummary): string => name || preset;

/** Where a run comes from, and which began from it. */
export function familyOf(
  record: Pick<RunRecord, 'id' | 'parent' | 'stepsPerEpoch'>,
  runs: readonly RunSummary[],
): Family {
  const at = (step: number, stepsPerEpoch: number): string =>
    checkpointLabel({ step, epoch: step / stepsPerEpoch }).toLowerCase();
  const { parent } = record;
  const from = runs.find(({ id }) => id === parent?.run);
  return {
    parent: parent
      ? {
          id: from?.id ?? null,
          name: from ? nameOf(from) : 'a run that is gone',
          at: at(parent.step, from?.stepsPerEpoch ?? record.stepsPerEpoch),
        }
      : null,
    children: runs
      .filter((run) => run.parent?.run === record.id)
      .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
      .map((run) => ({ id: run.id, name: nameOf(run), at: at(run.parent?.step ?? 0, record.stepsPerEpoch) })),
  };
}
