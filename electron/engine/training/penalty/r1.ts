import { aroundZero, type GradientPenalty } from './gradient-penalty.ts';

/** γ/2 ‖∇D(x)‖² at real images: Mescheder et al. 2018, equation 9. */
export const r1: GradientPenalty = {
  at: 'real',
  points: (shown) => shown('real'),
  cost: aroundZero,
};
