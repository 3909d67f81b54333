import type { LossDescriptor } from './loss.ts';

export const hinge: LossDescriptor = {
  title: 'Hinge',
  words: 'Hinge stops caring beyond a margin of 1.',
  source: 'Lim & Ye 2017',
  unit: 'score',
  middle: 0,
  score: 'score',
  scores: [0, 1],
  // G's is −score.
  least: { discriminator: 0, generator: () => null },
  reaches: 0,
  targets: false,
  margin: true,
  goals: false,
  // It depends on how far D may go.
  even: null,
  ahead: () => 'Beyond the margin D’s own loss is zero: it stops learning, and what it tells G becomes stale.',
};
