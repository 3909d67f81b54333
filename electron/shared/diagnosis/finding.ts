import type { CheckpointEvaluation } from '../checkpoint-evaluation.ts';
import type { Remedy } from '../divergence.ts';
import { figure, percentFigure } from '../figure.ts';
import type { MeasuredId } from '../measured.ts';
import type { Balance } from '../loss/balance.ts';
import type { RunRecord } from '../run.ts';
import type { Course } from './course.ts';
import type { GridFacts } from './grids.ts';

/** The gravest first. */
export const SEVERITIES = ['problem', 'advice', 'note', 'well'] as const;

/**
 * `well`: as it should be; `note`: what is seen, which may be well or not; `advice`: something to look at;
 * `problem`: it will not get better by itself.
 */
export type Severity = (typeof SEVERITIES)[number];

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  problem: 'Problem',
  advice: 'Worth a look',
  note: 'As it stands',
  well: 'As it should be',
};

/** Where a run's numbers are drawn: a chart of its steps, one of its evaluations, or the newest grid of samples. */
export type Shown = RunChart | MeasuredId | 'samples';
export type RunChart = 'loss' | 'accuracy' | 'estimate' | 'score' | 'penalty' | 'gradients';

export type FindingId =
  | 'broken'
  | 'running-away'
  | 'gradients-grow'
  | 'collapse'
  | 'white-paper'
  | 'nowhere'
  | 'copies'
  | 'few-kinds'
  | 'past-best'
  | 'checkerboard'
  | 'grain'
  | 'back-and-forth'
  | 'few-images'
  | 'discriminator-by-heart'
  | 'discriminator-ahead'
  | 'generator-catches-up'
  | 'discriminator-too-strong'
  | 'discriminator-too-weak'
  | 'discriminator-guesses'
  | 'fakes-pass'
  | 'fair-fight'
  | 'generator-loss-rises'
  | 'critic-blind'
  | 'critic-tells'
  | 'critic-estimate-falls'
  | 'critic-estimate-rises'
  | 'critic-too-steep';

/** What the numbers of a run say. */
export interface Finding {
  id: FindingId;
  severity: Severity;
  /** A few words, and what is behind them in sentences. */
  title: string;
  text: string;
  /** The numbers behind it: metrics by their names, shares from 0 to 1. */
  numbers: Readonly<Record<string, number>>;
  chart: Shown;
  /** The step from which on it is so, as far as that is known. */
  since: number | null;
  /** A step whose pictures are worth comparing; null where none stands out. */
  step: number | null;
  /** Changes of settings for a new run, the likeliest help first; empty where none is advised. */
  advice: readonly Remedy[];
  /** Where that run begins: a checkpoint of a network that is lost is no help. */
  from: 'checkpoint' | 'start';
}

/** What a rule looks at. */
export interface Evidence {
  record: RunRecord;
  course: Course;
  /** Where D's loss lies in an even duel; null where there is no such value. */
  balance: Balance | null;
  /** What was seen of the newest sample grids, oldest first. */
  grids: readonly GridFacts[];
  /** What its checkpoints were measured by, one for each, oldest first. */
  evaluations: readonly CheckpointEvaluation[];
}

export type Rule = (evidence: Evidence) => Finding | null;

/** A finding with what is left out: it only says what it sees. */
export const seen = (
  given: Pick<Finding, 'id' | 'severity' | 'title' | 'text' | 'numbers' | 'chart'> & Partial<Finding>,
): Finding => ({ since: null, step: null, advice: [], from: 'checkpoint', ...given });

export const say = { share: percentFigure, number: figure, count: (value: number) => value.toLocaleString('en-US') };
