import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'R1';

export const r1: Preset = {
  id: 'r1',
  title: TITLE,
  family: 'beyond',
  summary: 'The plain game with one addition: D must be flat at the real images.',
  teaching:
    'Half γ times the squared gradient of D at real images is added to its loss, which makes the classic game ' +
    'converge where it would circle. Its authors also keep an EMA of G over the steps; its samples are shown ' +
    'beside G’s own and are the ones to keep. Too large a γ makes D say little and samples blurry.',
  source: 'Mescheder et al. 2018, “Which Training Methods for GANs do actually Converge?”, equation 9',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'penalty.kind': 'r1',
    'penalty.weight': 10,
    'ema.decay': 0.999,
    'optimizer.generator.learningRate': 1e-4,
    'optimizer.discriminator.learningRate': 1e-4,
    'optimizer.generator.beta1': 0,
    'optimizer.discriminator.beta1': 0,
    'optimizer.generator.beta2': 0.99,
    'optimizer.discriminator.beta2': 0.99,
  },
  networks: (image, latentSize) => criticNetworks(TITLE, image, latentSize, 0, { batchNorm: false }),
};
