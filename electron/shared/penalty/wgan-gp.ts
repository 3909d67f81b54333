import type { PenaltyDescriptor } from './penalty.ts';

export const wganGp: PenaltyDescriptor = {
  title: 'WGAN-GP',
  words: 'WGAN-GP wants a gradient of length 1 between real and fake images.',
  source: 'Gulrajani et al. 2017, eq. 3',
  weight: 'λ, usually 10',
  slope: 1,
};
