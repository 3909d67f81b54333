import { VERIFY_STAGES, type Comparison, type VerifyStage } from '@shared/verify.ts';
import type { RunFileProgress } from '@shared/run-file.ts';

/** How far each stretch of the two lanes is, 0 to 1. */
export type LaneShares = Record<Extract<VerifyStage, 'whole' | 'first' | 'second'>, number>;

/** @param progress null before the check and after it */
export function laneShares(progress: RunFileProgress | null, comparison: Comparison | null): LaneShares {
  const now = progress?.stage ? VERIFY_STAGES.indexOf(progress.stage) : -1;
  const share = (stage: keyof LaneShares): number => {
    const at = VERIFY_STAGES.indexOf(stage);
    if (comparison || at < now) return 1;
    return at === now && progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
  };
  return { whole: share('whole'), first: share('first'), second: share('second') };
}

/** What the check is doing, in words. */
export function stageInWords(progress: RunFileProgress | null): string {
  switch (progress?.stage ?? null) {
    case null:
      return '';
    case 'files':
      return 'Checking all files…';
    case 'whole':
      return 'Training in one go…';
    case 'first':
      return 'Training the first half…';
    case 'second':
      return 'Opened anew, training the second half…';
    case 'compare':
      return 'Comparing…';
  }
}
