import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import type { Preset } from './preset.ts';

const leakyRelu: Layer = { type: 'leakyRelu', slope: 0.2 };
/** Keras' BatchNormalization(momentum=0.8): epsilon 1e-3, running variance of the population. */
const batchNorm: Layer = { type: 'batchNorm', momentum: 0.8, epsilon: 1e-3, runningVariance: 'population' };

function networks(image: ImageShape, latentSize: number): NetworkPair {
  const shape = [image.height, image.width, image.channels];
  const pixels = image.height * image.width * image.channels;
  return {
    latentSize,
    image,
    generator: [
      ...[256, 512, 1024].flatMap((units): Layer[] => [{ type: 'dense', units, useBias: true }, leakyRelu, batchNorm]),
      { type: 'dense', units: pixels, useBias: true },
      { type: 'tanh' },
      { type: 'reshape', shape },
    ],
    discriminator: [
      { type: 'flatten' },
      ...[512, 256].flatMap((units): Layer[] => [{ type: 'dense', units, useBias: true }, leakyRelu]),
      { type: 'dense', units: 1, useBias: true },
      { type: 'sigmoid' },
    ],
  };
}

export const kerasGan: Preset = {
  id: 'keras-gan',
  title: 'Keras-GAN',
  family: 'dense',
  summary: 'The classic dense GAN: the discriminator learns from half a batch of real, then half of fake.',
  teaching:
    'Three wide dense layers forge, three narrower ones judge. The discriminator takes two small updates a step, one on ' +
    'real images and one on fakes, and its loss and accuracy are their mean. Watch the accuracy: near 100 % with a rising ' +
    'generator loss means the discriminator has run away.',
  source: 'E. Linder-Norén, Keras-GAN, gan/gan.py, after Goodfellow et al. 2014, "Generative Adversarial Nets"',
  recipe: {
    sampling: 'replacement',
    order: 'alternating',
    discriminator: { updates: 'separate', share: 'half', lossJoin: 'mean', fakes: 'inference' },
    generator: { latents: 'fresh' },
    labels: 'none',
    adamEpsilon: { value: 1e-7, addedTo: 'uncorrected' },
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
