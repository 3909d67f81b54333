import { z } from 'zod';
import { field } from '../field.ts';

/** What keeps D smooth. */
export const penaltyFields = {
  'penalty.kind': field(
    {
      label: 'Gradient penalty',
      help: 'Adds the size of D’s gradient by the image to its loss.',
      group: 'penalty',
      player: 'discriminator',
      choiceLabels: { none: 'None', 'wgan-gp': 'WGAN-GP', dragan: 'DRAGAN', r1: 'R1' },
      teaching:
        'WGAN-GP wants a gradient of length 1 between real and fake images, DRAGAN around real ones, R1 a small one at the ' +
        'real images. All make D gentle, so that G gets a usable direction; all cost a second backward pass.',
      source: 'Gulrajani et al. 2017, eq. 3; Kodali et al. 2017, section 2.3; Mescheder et al. 2018, eq. 9',
    },
    z.enum(['none', 'wgan-gp', 'dragan', 'r1']).default('none'),
  ),
  'penalty.weight': field(
    {
      label: 'Penalty weight',
      help: 'How much the gradient penalty counts.',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        'λ in WGAN-GP and DRAGAN (10), γ in R1, where γ/2 times the squared gradient is added (10; less for small images). ' +
        'Too little and D runs away, too much and it says nothing.',
      source: 'Gulrajani et al. 2017; Kodali et al. 2017; Mescheder et al. 2018',
    },
    z.number().min(0).max(10_000).default(10),
  ),
  'clip.weights': field(
    {
      label: 'Weight clipping',
      help: 'After each update D’s weights are cut to ± this; 0: off.',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        'The crude way of the first Wasserstein GAN to keep the critic smooth. Too small and gradients vanish, too large and ' +
        'they explode; the gradient penalty was invented to replace it.',
      source: 'Arjovsky et al. 2017, algorithm 1',
    },
    z.number().min(0).max(10).default(0),
  ),
};
