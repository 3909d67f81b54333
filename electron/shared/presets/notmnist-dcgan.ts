import { LEAKY } from './dense-stacks.ts';
import { KERAS_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';
import { dropoutDiscriminator, upsamplingGenerator } from './upsampling-stacks.ts';

const TITLE = 'Letters DCGAN';
const GENERATOR_DROPOUT = 0.4;
const DISCRIMINATOR_DROPOUT = 0.5;

export const notmnistDcgan: Preset = {
  id: 'notmnist-dcgan',
  title: TITLE,
  family: 'convolutional',
  summary: 'Letters A to J in 28×28, by a large generator against a small, forgetful discriminator.',
  teaching:
    'Eighteen thousand glyphs are few, so D is kept weak: a ninth of the weights of G, and half of them silent at each ' +
    'update. D moves first, then G against the frozen D. Where part of the letters is white on dark and part dark on white, ' +
    'some samples turn out as blank paper, a mean of both: that is the data, not a fault of the run.',
  source: 'DCGAN tutorials on notMNIST small (Y. Bulatov 2011), in Keras',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'mean', fakes: 'inference' },
    generator: { latents: 'fresh' },
    labels: 'none',
    adamEpsilon: KERAS_ADAM,
  },
  defaults: {
    batch: 128,
    'network.generator.dropout': GENERATOR_DROPOUT,
    'network.discriminator.dropout': DISCRIMINATOR_DROPOUT,
  },
  networks: (image, latentSize) => ({
    latentSize,
    image,
    generator: upsamplingGenerator(TITLE, image, {
      activation: LEAKY,
      output: { type: 'tanh' },
      dropout: GENERATOR_DROPOUT,
    }),
    discriminator: dropoutDiscriminator(
      [
        { filters: 32, stride: 2 },
        { filters: 64, stride: 2 },
        { filters: 128, stride: 2 },
      ],
      DISCRIMINATOR_DROPOUT,
    ),
  }),
};
