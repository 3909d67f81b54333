import type { LossDescriptor } from './loss.ts';

export const relativistic: LossDescriptor = {
  title: 'Relativistic pairs',
  words:
    'Relativistic pairs each real image with a fake and asks that its score be the higher one; neither score means anything alone.',
  source: 'Jolicoeur-Martineau 2019, “The relativistic discriminator”; Huang et al. 2024, equation 2',
  unit: 'nats',
  middle: null,
  pairs: true,
  score: 'score',
  scores: [],
  least: { discriminator: 0, generator: () => 0 },
  reaches: 1,
  targets: false,
  goals: false,
  // softplus(0): it is the loss of a pair, half of which counts as that of its real image and half as that of its fake.
  even: () => Math.LN2,
  ahead: () => 'Where every real image scores far above its fake, the difference says little, and G learns little.',
};
