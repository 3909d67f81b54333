import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'Conditional GAN';

export const cgan: Preset = {
  id: 'cgan',
  title: TITLE,
  family: 'labels',
  summary: 'You say which kind, G makes it: both networks are told the label.',
  teaching:
    'The label enters G as a learned row of numbers that its latents are multiplied by, and D as one more channel ' +
    'of the image, so that a good image of the wrong kind counts as fake. Each row of the sample grid is one ' +
    'label, each column one latent: watch rows become kinds and columns become styles. Needs images with labels.',
  source: 'Mirza & Osindero 2014, “Conditional Generative Adversarial Nets”, equation 2',
  recipe: { ...CRITIC_RECIPE, labels: 'embedding' },
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'network.discriminator.dropout': 0.25,
    'samples.count': 80,
  },
  networks: (image, latentSize, classes) =>
    criticNetworks(TITLE, image, latentSize, classes, { batchNorm: false, seesLabels: true }),
};
