import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'Hinge with spectral norm';

export const hinge: Preset = {
  id: 'hinge',
  title: TITLE,
  family: 'beyond',
  summary: 'Every kernel of D divided by its largest singular value, and a loss that stops caring beyond a margin.',
  teaching:
    'Spectral normalisation lets no layer of D stretch a difference between images, at the price of one small ' +
    'product a step. With the hinge loss, scores beyond ±1 count no more, so D spends itself on the doubtful ' +
    'images. A D loss near 2 is a D that knows nothing, near 0 one that has won.',
  source:
    'Miyato et al. 2018, “Spectral Normalization for GANs”, equation 8 and algorithm 1; Lim & Ye 2017, “Geometric ' +
    'GAN”',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'loss.kind': 'hinge',
    'network.discriminator.spectralNorm': 'on',
  },
  networks: (image, latentSize) => criticNetworks(TITLE, image, latentSize, 0, { batchNorm: false }),
};
