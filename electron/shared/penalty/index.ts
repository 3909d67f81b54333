import { dragan } from './dragan.ts';
import type { PenaltyDescriptor } from './penalty.ts';
import { r1 } from './r1.ts';
import { r2 } from './r2.ts';
import { wganGp } from './wgan-gp.ts';

export type { PenaltyDescriptor } from './penalty.ts';

/** Every gradient penalty, in the order of the form. */
export const PENALTIES = { 'wgan-gp': wganGp, dragan, r1, r2 } satisfies Record<string, PenaltyDescriptor>;
export type PenaltyKind = keyof typeof PENALTIES;
export const PENALTY_KINDS = Object.keys(PENALTIES) as PenaltyKind[];

/** What a run may choose, and the penalties that this means. */
const CHOICES = {
  none: [],
  'wgan-gp': ['wgan-gp'],
  dragan: ['dragan'],
  r1: ['r1'],
  r2: ['r2'],
  'r1-r2': ['r1', 'r2'],
} as const satisfies Record<'none' | PenaltyKind, readonly PenaltyKind[]> & Record<string, readonly PenaltyKind[]>;
export type PenaltyChoice = keyof typeof CHOICES;
export const PENALTY_CHOICES = Object.keys(CHOICES) as [PenaltyChoice, ...PenaltyChoice[]];

/** "R1", "None". */
export const penaltyTitle = (choice: PenaltyChoice): string =>
  CHOICES[choice].map((kind) => PENALTIES[kind].title).join(' and ') || 'None';

/** A gradient penalty, how much it counts, and in which steps. */
export interface WeightedPenalty {
  kind: PenaltyKind;
  weight: number;
  /** It runs in one step of so many, and then counts so many times (Karras et al. 2020, appendix B). */
  every: number;
}

interface PenaltySettings {
  'penalty.kind': PenaltyChoice;
  'penalty.weight': number;
  'penalty.every': number;
}

/** What D is penalised for; nothing where it does not count. */
export const penaltiesOf = (config: PenaltySettings): WeightedPenalty[] =>
  config['penalty.weight'] === 0
    ? []
    : CHOICES[config['penalty.kind']].map((kind) => ({
        kind,
        weight: config['penalty.weight'],
        every: config['penalty.every'],
      }));
