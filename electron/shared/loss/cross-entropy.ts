import type { LossDescriptor } from './loss.ts';

/** Entropy of a coin in nats; NaN outside 0 … 1. */
const entropy = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

export const crossEntropy: LossDescriptor = {
  title: 'Cross-entropy',
  words: 'Cross-entropy makes D a classifier that gives a probability.',
  source: 'Goodfellow et al. 2014, eq. 1',
  unit: 'nats',
  middle: 0,
  score: 'probability',
  scores: [0, 1],
  // −log D(G(z)) is never negative; the zero-sum goal is.
  least: { discriminator: 0, generator: (goal) => (goal === 'minimax' ? null : 0) },
  reaches: 2,
  targets: true,
  goals: true,
  // Twice the entropy of the mean target, 2 ln 2 for 1 and 0 (Goodfellow et al. 2014, theorem 1).
  even: (real, fake) => 2 * entropy((real.mean + fake.mean) / 2),
  ahead: (goal) =>
    goal === 'minimax'
      ? 'With the minimax goal the gradient that reaches G is then close to zero.'
      : 'Where D is sure of everything, its answer hardly changes with the image, and G learns little.',
};
