import type { RunRecord } from '@shared/run.ts';
import type { Balance } from '../charts/balance.ts';
import { percentOrDash, reading } from '../words.ts';
import type { Course } from './course.ts';

/** What the numbers of a run say, in words. */
export interface Finding {
  /** `well`: as it should be; `advice`: something to look at; `problem`: it will not get better by itself. */
  tone: 'well' | 'advice' | 'problem';
  title: string;
  text: string;
  /** A step whose pictures are worth comparing; null where none stands out. */
  step: number | null;
}

/** What a rule looks at. */
export interface Evidence {
  record: RunRecord;
  course: Course;
  /** Where D's loss lies in an even duel; null where there is no such value. */
  balance: Balance | null;
}

export type Rule = (evidence: Evidence) => Finding | null;

export const say = { share: percentOrDash, number: reading };
