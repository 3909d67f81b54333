import { figure } from '@shared/figure.ts';
import type { Remedy } from '@shared/divergence.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Balance } from '../charts/balance.ts';
import { percentOrDash } from '../../lib/words.ts';
import type { Course } from './course.ts';
import type { GridFacts } from './grids.ts';

/** What the numbers of a run say, in words. */
export interface Finding {
  /**
   * `well`: as it should be; `note`: what is seen, which may be well or not; `advice`: something to look at;
   * `problem`: it will not get better by itself.
   */
  tone: 'well' | 'note' | 'advice' | 'problem';
  title: string;
  text: string;
  /** A step whose pictures are worth comparing; null where none stands out. */
  step: number | null;
  /** Changes of settings for a new run, the likeliest help first; empty where none is advised. */
  remedies: readonly Remedy[];
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
}

export type Rule = (evidence: Evidence) => Finding | null;

/** A finding that only says what it sees. */
export const seen = (
  tone: Finding['tone'],
  title: string,
  text: string,
  more: Partial<Pick<Finding, 'step' | 'remedies' | 'from'>> = {},
): Finding => ({ tone, title, text, step: null, remedies: [], from: 'checkpoint', ...more });

export const say = { share: percentOrDash, number: figure };
