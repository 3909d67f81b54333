import type { LossDescriptor } from './loss.ts';

export const wasserstein: LossDescriptor = {
  title: 'Wasserstein',
  words:
    'Wasserstein lets the score run free, and its difference estimates a distance; it needs clipping or a penalty.',
  source: 'Arjovsky et al. 2017, eq. 2',
  unit: 'score',
  middle: null,
  score: 'score',
  scores: [],
  least: { discriminator: null, generator: () => null },
  reaches: 0,
  targets: false,
  goals: false,
  even: null,
  ahead: null,
};
