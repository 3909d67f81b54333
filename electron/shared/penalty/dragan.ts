import type { PenaltyDescriptor } from './penalty.ts';

export const dragan: PenaltyDescriptor = {
  title: 'DRAGAN',
  words: 'DRAGAN wants it around real ones.',
  source: 'Kodali et al. 2017, section 2.3',
  weight: 'λ, usually 10',
  slope: 1,
};
