import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'WGAN-GP';

export const wganGp: Preset = {
  id: 'wgan-gp',
  title: TITLE,
  family: 'beyond',
  summary: 'Wasserstein with a gradient penalty: the critic’s slope is asked to be 1 between real and fake.',
  teaching:
    'Instead of cutting weights, the loss asks that the critic’s gradient by the image have length 1 at points ' +
    'between real and fake ones. Slower a step, for the gradient is differentiated once more, and steadier than ' +
    'most. The penalty should settle well below 1; the estimate falls slowly for long.',
  source: 'Gulrajani et al. 2017, “Improved Training of Wasserstein GANs”, equation 3 and algorithm 1',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'loss.kind': 'wasserstein',
    'penalty.kind': 'wgan-gp',
    'penalty.weight': 10,
    'steps.discriminator': 5,
    'optimizer.generator.learningRate': 1e-4,
    'optimizer.discriminator.learningRate': 1e-4,
    'optimizer.generator.beta1': 0,
    'optimizer.discriminator.beta1': 0,
    'optimizer.generator.beta2': 0.9,
    'optimizer.discriminator.beta2': 0.9,
  },
  networks: (image, latentSize) => criticNetworks(TITLE, image, latentSize, 0, { batchNorm: false }),
};
