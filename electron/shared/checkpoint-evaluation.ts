import { z } from 'zod';
import { assertNever } from './assert-never.ts';
import { ConfigError } from './config/resolve.ts';
import type { RunConfig } from './config/schema.ts';
import type { RankingId } from './config/sections/evaluations.ts';
import { MEASURED, type MeasuredKind } from './measured.ts';
import { checkpointDue, type Schedule } from './schedule.ts';
import type { RunRecord } from './run.ts';
import type { Score } from './score.ts';

/** A data set with fewer images tells too little of a generator for anything to be measured against it. */
export const LEAST_IMAGES = 50;
/** Fakes, and images of the data set where it has so many, that a checkpoint is measured by. */
export const MOST_IMAGES = 500;
/** Checkpoints that a new run measures, at most and about, where its user does not say how often. */
const UNASKED = 20;

/** A line of evaluations.jsonl: what was measured of the generator of a checkpoint. */
export const checkpointEvaluationSchema = z.object({
  id: z.literal('checkpoint'),
  step: z.number().int().min(0),
  /** Epochs completed, as a fraction. */
  epoch: z.number().min(0),
  /** Of the EMA of G's weights, which a run that keeps one is measured by. */
  average: z.boolean(),
  /** By their ids; null where one does not apply. */
  values: z.record(z.string(), z.number().nullable()),
  /** Fakes that it was measured by. */
  samples: z.number().int().min(1),
  /** That drawing and measuring took. */
  seconds: z.number().min(0),
});
export type CheckpointEvaluation = z.infer<typeof checkpointEvaluationSchema>;

/** One for each step: what was measured again takes the place of what was. In the order of the steps. */
export const latestOfEach = (all: readonly CheckpointEvaluation[]): CheckpointEvaluation[] =>
  [...new Map(all.map((evaluation) => [evaluation.step, evaluation])).values()].sort((a, b) => a.step - b.step);

/** What the best checkpoint of a run is told by; null where its checkpoints are not measured, but for a distance of pixels. */
export const bestBy = (config: Pick<RunConfig, 'checkpoint.bestBy' | 'evaluations.every'>): RankingId | null =>
  config['evaluations.every'] > 0 ? config['checkpoint.bestBy'] : null;

interface Planned extends Pick<RunRecord, 'totalSteps' | 'stepsPerEpoch'> {
  config: RunConfig;
  dataset: Pick<RunRecord['dataset'], 'name' | 'count'>;
}

/**
 * A new run with its evaluations as far apart as it has them where its user does not say, so that there are about 20 at
 * most; with none where it is shorter than an epoch, or its data set too small.
 * @param asked epochs between two, as its user set them
 * @throws {ConfigError} where they are asked of a data set that is too small
 */
export function withEvaluations<Run extends Planned>(run: Run, asked: number | undefined): Run {
  const { config, dataset, totalSteps, stepsPerEpoch } = run;
  const few = dataset.count < LEAST_IMAGES;
  if (few && asked)
    throw new ConfigError(
      `${dataset.name} has ${dataset.count} images, and measuring takes at least ${LEAST_IMAGES}: set evaluations.every to 0.`,
      'evaluations.every',
    );
  if (config['evaluations.every'] === 0 || (asked !== undefined && !few)) return run;
  const every = few ? 0 : Math.ceil(Math.floor(totalSteps / stepsPerEpoch) / UNASKED);
  return { ...run, config: { ...config, 'evaluations.every': every } };
}

/**
 * Whether the checkpoint of a step is one that the run has measured: the first in each so many epochs from their end on,
 * and the last of the run. It follows from run.json alone.
 */
export function evaluationDue(step: number, schedule: Schedule): boolean {
  const { evaluateEvery, totalSteps, checkpointEvery, stepsPerEpoch } = schedule;
  if (evaluateEvery === 0 || step <= 0) return false;
  if (step === totalSteps) return true;
  if (!checkpointDue(step, schedule)) return false;
  const before = step - (checkpointEvery || stepsPerEpoch);
  return Math.floor(step / evaluateEvery) > Math.floor(before / evaluateEvery);
}

/** Steps of checkpoints that are due and not measured yet, oldest first. */
export function pendingSteps(
  schedule: Schedule,
  checkpoints: readonly number[],
  measured: readonly Pick<CheckpointEvaluation, 'step'>[],
): number[] {
  const done = new Set(measured.map(({ step }) => step));
  return checkpoints.filter((step) => evaluationDue(step, schedule) && !done.has(step)).sort((a, b) => a - b);
}

/** The lower the better. */
function scoreOf(value: number, better: MeasuredKind['better']): number {
  switch (better) {
    case 'lower':
      return value;
    case 'higher':
      return -value;
    case 'one':
      return Math.abs(value - 1);
    default:
      return assertNever(better);
  }
}

/** What the checkpoints that are due are ranked by, in the order of the steps. */
export function scoresOf(by: RankingId, schedule: Schedule, measured: readonly CheckpointEvaluation[]): Score[] {
  return latestOfEach(measured).flatMap(({ step, values }) => {
    const value = values[by] ?? null;
    return value === null || !evaluationDue(step, schedule)
      ? []
      : [{ step, score: scoreOf(value, MEASURED[by].better) }];
  });
}
