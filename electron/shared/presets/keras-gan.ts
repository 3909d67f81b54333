import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { dense, denseNetworks, LEAKY } from './dense-stacks.ts';
import { KERAS_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';

/** Keras' BatchNormalization(momentum=0.8): epsilon 1e-3, running variance of the population. */
const batchNorm: Layer = { type: 'batchNorm', momentum: 0.8, epsilon: 1e-3, runningVariance: 'population' };

const networks = (image: ImageShape, latentSize: number): NetworkPair =>
  denseNetworks(image, latentSize, {
    generator: [256, 512, 1024].map((units) => [dense(units), LEAKY, batchNorm]),
    discriminator: [512, 256].map((units) => [dense(units), LEAKY]),
  });

export const kerasGan: Preset = {
  id: 'keras-gan',
  title: 'Keras-GAN',
  family: 'dense',
  summary: 'The classic dense GAN: the discriminator learns from half a batch of real, then half of fake.',
  teaching:
    'Three wide dense layers forge, three narrower ones judge. The discriminator takes two small updates a step, one on ' +
    'real images and one on fakes, and its loss and accuracy are their mean. Watch the accuracy: near 100 % with a rising ' +
    'generator loss means the discriminator has run away.',
  source: 'E. Linder-Norén, Keras-GAN, gan/gan.py, after Goodfellow et al. 2014, “Generative Adversarial Nets”',
  recipe: {
    sampling: 'replacement',
    order: 'alternating',
    discriminator: { updates: 'separate', share: 'half', lossJoin: 'mean', fakes: 'inference' },
    generator: { latents: 'fresh' },
    labels: 'none',
    adamEpsilon: KERAS_ADAM,
  },
  defaults: {
    batch: 32,
    steps: 30_000,
    'samples.everySteps': 200,
    'samples.count': 25,
    'checkpoint.everySteps': 2_000,
  },
  networks,
};
