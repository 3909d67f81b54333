import type { PenaltyDescriptor } from './penalty.ts';

export const r1: PenaltyDescriptor = {
  title: 'R1',
  words: 'R1 wants a small one at the real images.',
  source: 'Mescheder et al. 2018, eq. 9',
  weight: 'γ, of which half multiplies the squared gradient; usually 10, less for small images',
  slope: 0,
};
