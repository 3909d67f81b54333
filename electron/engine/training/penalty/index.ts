import type { PenaltyKind } from '@shared/penalty/index.ts';
import { dragan } from './dragan.ts';
import type { GradientPenalty } from './gradient-penalty.ts';
import { r1 } from './r1.ts';
import { r2 } from './r2.ts';
import { wganGp } from './wgan-gp.ts';

/** The formulas of every gradient penalty; what else is known of each stands in shared/penalty. */
export const GRADIENT_PENALTIES: Record<PenaltyKind, GradientPenalty> = { 'wgan-gp': wganGp, dragan, r1, r2 };
