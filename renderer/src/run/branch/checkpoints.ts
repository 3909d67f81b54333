import type { CheckpointEntry } from '@shared/run.ts';
import { count } from '../../lib/format.ts';

/** "Epoch 12", or "Step 1,200" where it lies inside an epoch. */
export const checkpointLabel = ({ step, epoch }: Pick<CheckpointEntry, 'step' | 'epoch'>): string =>
  Number.isInteger(epoch) ? `Epoch ${count(epoch)}` : `Step ${count(step)}`;

/** The checkpoint nearest to a step, the newest where none is named; null where there is none. */
export function nearestCheckpoint(
  checkpoints: readonly CheckpointEntry[],
  step: number | null,
): CheckpointEntry | null {
  if (step === null) return checkpoints.at(-1) ?? null;
  return checkpoints.reduce<CheckpointEntry | null>(
    (best, entry) => (best === null || Math.abs(entry.step - step) <= Math.abs(best.step - step) ? entry : best),
    null,
  );
}
