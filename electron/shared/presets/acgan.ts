import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'AC-GAN';

export const acgan: Preset = {
  id: 'acgan',
  title: TITLE,
  family: 'labels',
  summary: 'G is told the label, and D has to name it.',
  teaching:
    'D gives a score and a guess of the class, and both networks are rewarded when the class can be told; G ' +
    'cannot get away with images of no kind. Clear classes come early. Over long runs each class tends to its ' +
    'plainest picture: watch the rows of the grid for sameness and lower the class loss weight if they lose ' +
    'variety. Needs images with labels.',
  source: 'Odena et al. 2017, “Conditional Image Synthesis with Auxiliary Classifier GANs”, equations 2 and 3',
  recipe: { ...CRITIC_RECIPE, labels: 'auxiliary' },
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'network.discriminator.dropout': 0.25,
    'samples.count': 80,
  },
  networks: (image, latentSize, classes) =>
    criticNetworks(TITLE, image, latentSize, classes, { batchNorm: false, namesClasses: true }),
};
