import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'WGAN';

export const wgan: Preset = {
  id: 'wgan',
  title: TITLE,
  family: 'beyond',
  summary: 'The first Wasserstein GAN: a critic kept smooth by cutting its weights, trained five times a step.',
  teaching:
    'The critic gives a score without bounds, and the difference between real and fake estimates how far apart ' +
    'they are: the first curve in a GAN that falls as samples get better. Its weights are cut to ±0.01 after each ' +
    'update, which keeps it smooth but also simple. There is no accuracy here; watch the estimate go down.',
  source: 'Arjovsky et al. 2017, “Wasserstein GAN”, algorithm 1',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'loss.kind': 'wasserstein',
    'clip.weights': 0.01,
    'steps.discriminator': 5,
    'optimizer.generator.kind': 'rmsprop',
    'optimizer.discriminator.kind': 'rmsprop',
    'optimizer.generator.learningRate': 5e-5,
    'optimizer.discriminator.learningRate': 5e-5,
    'optimizer.generator.rho': 0.99,
    'optimizer.discriminator.rho': 0.99,
  },
  networks: (image, latentSize) => criticNetworks(TITLE, image, latentSize, 0, { batchNorm: true }),
};
