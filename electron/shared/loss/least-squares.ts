import type { LossDescriptor } from './loss.ts';

export const leastSquares: LossDescriptor = {
  title: 'Least squares',
  words:
    'Least squares pulls its score to 1 for real and 0 for fake, which still pushes fakes that are already taken for real.',
  source: 'Mao et al. 2017, eq. 2',
  unit: 'squared score',
  middle: 0.5,
  score: 'score',
  scores: [0, 1],
  least: { discriminator: 0, generator: () => 0 },
  reaches: 0.5,
  targets: true,
  goals: false,
  // Half the variance of all targets around their mean, twice: ¼ for 1 and 0.
  even: (real, fake) => (real.variance + fake.variance) / 2 + ((real.mean - fake.mean) / 2) ** 2,
  ahead: () => 'Where D’s scores sit at their targets, they hardly change with the image, and G learns little.',
};
