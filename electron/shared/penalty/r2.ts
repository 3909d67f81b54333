import type { PenaltyDescriptor } from './penalty.ts';

export const r2: PenaltyDescriptor = {
  title: 'R2',
  words: 'R2 wants it at the fakes.',
  source: 'Mescheder et al. 2018, section 4.1',
  weight: 'γ as in R1',
  slope: 0,
};
