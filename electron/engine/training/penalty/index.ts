import type { RunConfig } from '@shared/config/schema.ts';
import { dragan } from './dragan.ts';
import type { GradientPenalty } from './gradient-penalty.ts';
import { r1 } from './r1.ts';
import { wganGp } from './wgan-gp.ts';

type PenaltyKind = Exclude<RunConfig['penalty.kind'], 'none'>;

/** The formulas of every gradient penalty. */
const GRADIENT_PENALTIES: Record<PenaltyKind, GradientPenalty> = { 'wgan-gp': wganGp, dragan, r1 };

/** A gradient penalty and how much it counts. */
export interface WeightedPenalty {
  penalty: GradientPenalty;
  weight: number;
}

/** What D is penalised for. */
export function penaltiesOf({ 'penalty.kind': kind, 'penalty.weight': weight }: RunConfig): WeightedPenalty[] {
  return kind === 'none' || weight === 0 ? [] : [{ penalty: GRADIENT_PENALTIES[kind], weight }];
}
