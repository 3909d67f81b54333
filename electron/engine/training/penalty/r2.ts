import { aroundZero, type GradientPenalty } from './gradient-penalty.ts';

/** γ/2 ‖∇D(G(z))‖² at fakes: Mescheder et al. 2018, section 4.1. */
export const r2: GradientPenalty = {
  at: 'fake',
  points: (shown) => shown('fake'),
  cost: aroundZero,
};
