import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'DRAGAN';

export const dragan: Preset = {
  id: 'dragan',
  title: TITLE,
  family: 'beyond',
  summary: 'The plain game with a gradient penalty around the real images only.',
  teaching:
    'Sharp slopes of D around real images go with collapse to few fakes, its authors found, so the gradient there ' +
    'is asked to have length 1, at real images with a little noise. Losses stay those of the classic game, near 2 ' +
    'ln 2 in balance. Useful where samples collapse to few kinds.',
  source: 'Kodali et al. 2017, “On Convergence and Stability of GANs”, section 2.3',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'penalty.kind': 'dragan',
    'penalty.weight': 10,
  },
  networks: (image, latentSize) => criticNetworks(TITLE, image, latentSize, 0, { batchNorm: false }),
};
