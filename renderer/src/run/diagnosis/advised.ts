import type { Finding } from '@shared/diagnosis/finding.ts';
import type { Remedy } from '@shared/divergence.ts';
import type { CheckpointEntry } from '@shared/run.ts';

/** What a finding advises, and the checkpoint that a run with it begins from; null for new weights. */
export interface Advised {
  changes: readonly Remedy[];
  step: number | null;
}

/**
 * Where a run goes on with what is advised: from its best checkpoint where they are measured, else from the last one before
 * what was found began, or the newest. Null where none is any help, or kept.
 */
export function goodCheckpoint(
  { from, since, advice }: Pick<Finding, 'from' | 'since' | 'advice'>,
  checkpoints: readonly CheckpointEntry[],
  best: number | null,
): CheckpointEntry | null {
  if (from === 'start' || advice.length === 0) return null;
  const before = checkpoints.findLast(({ step }) => step <= (since ?? Infinity));
  return checkpoints.find(({ step }) => step === best) ?? before ?? checkpoints.at(-1) ?? null;
}
