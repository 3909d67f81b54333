import { z } from 'zod';

/** What a generator is measured by now and then, as training goes. */
export interface EvaluationKind {
  /** Of its chart. */
  title: string;
  /** Beside the number, short. */
  label: string;
  /** In sentences and tables. */
  words: string;
  unit: string;
  /** At the end of each epoch, where the run's share of time allows it. */
  every: 'epoch';
  /** What it is measured against. */
  needs: 'images';
  /** Which of two values speaks for the better generator. */
  better: 'lower' | 'higher';
  /** The y axis begins at 0 and spans at least up to here. */
  least: number;
}

/**
 * Every evaluation by its id, which its lines in evaluations.jsonl carry. How each is measured: `MEASURES` in
 * engine/training/evaluation.
 */
export const EVALUATIONS = {
  'sliced-wasserstein': {
    title: 'Distance to the images',
    label: 'G',
    words: 'sliced Wasserstein distance',
    unit: 'grey levels',
    every: 'epoch',
    needs: 'images',
    better: 'lower',
    least: 10,
  },
} as const satisfies Record<string, EvaluationKind>;

export type EvaluationId = keyof typeof EVALUATIONS;
export const EVALUATION_IDS = Object.keys(EVALUATIONS) as [EvaluationId, ...EvaluationId[]];

/** The one by which the best checkpoints are told: its value is a checkpoint's `distance`. */
export const BEST_BY = 'sliced-wasserstein' satisfies EvaluationId;

/** A line of evaluations.jsonl. */
export const evaluationSchema = z.object({
  id: z.enum(EVALUATION_IDS),
  step: z.number().int().min(0),
  /** Epochs completed, as a fraction. */
  epoch: z.number().min(0),
  value: z.number(),
  /** That measuring it took: what the share of time goes by. */
  seconds: z.number().min(0),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** The newest value of each evaluation. @param all oldest first */
export const newestEvaluations = (all: readonly Evaluation[]): Evaluation[] => [
  ...new Map(all.map((evaluation) => [evaluation.id, evaluation])).values(),
];

/** Whether evaluations may take time now. @param share in percent of the time of training */
export const withinShare = (share: number, { spent, trained }: { spent: number; trained: number }): boolean =>
  share > 0 && spent <= (share / 100) * trained;
