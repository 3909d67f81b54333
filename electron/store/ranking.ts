import { bestBy, pendingSteps, scoresOf } from '@shared/checkpoint-evaluation.ts';
import type { ScoredCheckpoint } from '@shared/checkpoint-policy.ts';
import type { RunRecord } from '@shared/run.ts';
import { scheduleOf } from '@shared/schedule.ts';
import { checkpointSteps } from './checkpoint-paths.ts';
import { readCheckpointEvaluations } from './evaluations.ts';
import type { RunPaths } from './paths.ts';

/** A checkpoint with the number that the run's best is told by, as it was measured. */
export interface RankedCheckpoint extends ScoredCheckpoint {
  value: number | null;
}

/**
 * Every checkpoint of a run with what it is ranked by, oldest first.
 * @param distanceOf how far its images lie from the data set's, which runs that measure no checkpoints are ranked by
 */
export async function rankCheckpoints(
  paths: RunPaths,
  record: RunRecord,
  distanceOf: (step: number) => Promise<number | null>,
): Promise<RankedCheckpoint[]> {
  const steps = await checkpointSteps(paths);
  const by = bestBy(record.config);
  if (by === null)
    return Promise.all(
      steps.map(async (step) => {
        const distance = await distanceOf(step);
        return { step, value: distance, score: distance, pending: false };
      }),
    );
  const schedule = scheduleOf(record);
  const measured = await readCheckpointEvaluations(paths.evaluations);
  const pending = new Set(pendingSteps(schedule, steps, measured));
  const scores = new Map(scoresOf(by, schedule, measured).map(({ step, score }) => [step, score]));
  const values = new Map(measured.map(({ step, values: all }) => [step, all[by] ?? null]));
  return steps.map((step) => ({
    step,
    value: values.get(step) ?? null,
    score: scores.get(step) ?? null,
    pending: pending.has(step),
  }));
}
