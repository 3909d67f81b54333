import { KERAS_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';
import { dropoutDiscriminator, upsamplingGenerator } from './upsampling-stacks.ts';

const TITLE = 'DCGAN 28';
const DROPOUT = 0.4;

export const wangDcgan28: Preset = {
  id: 'wang-dcgan-28',
  title: TITLE,
  family: 'convolutional',
  summary: 'The DCGAN of the Keras slides for 28×28: upsampling, a lot of dropout, RMSprop.',
  teaching:
    'G repeats pixels and smooths them, so it leaves no checkerboard; it has batch norm, D has dropout instead. Images are ' +
    'scaled to 0 … 1 and a sigmoid makes them. The fakes D learns from are drawn as a finished generator would, without ' +
    'dropout and by the averages of batch norm, so the first few hundred steps look odd until those averages have settled.',
  source: 'S. Wang, slides on DCGAN in Keras for MNIST, after R. Atienza, “GAN by Example using Keras on TensorFlow”',
  recipe: {
    sampling: 'replacement',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'mean', fakes: 'inference' },
    generator: { latents: 'fresh' },
    labels: 'none',
    adamEpsilon: KERAS_ADAM,
  },
  defaults: {
    batch: 256,
    steps: 10_000,
    'optimizer.generator.kind': 'rmsprop',
    'optimizer.discriminator.kind': 'rmsprop',
    'optimizer.generator.learningRate': 1e-4,
    'optimizer.discriminator.learningRate': 2e-4,
    'optimizer.generator.decay': 3e-8,
    'optimizer.discriminator.decay': 6e-8,
    'latent.prior': 'uniform',
    'network.generator.dropout': DROPOUT,
    'network.discriminator.dropout': DROPOUT,
    'samples.everySteps': 500,
    'samples.count': 16,
    'checkpoint.everySteps': 500,
  },
  networks: (image, latentSize) => ({
    latentSize,
    image,
    generator: upsamplingGenerator(TITLE, image, {
      activation: { type: 'relu' },
      output: { type: 'sigmoid' },
      dropout: DROPOUT,
    }),
    discriminator: dropoutDiscriminator(
      [
        { filters: 64, stride: 2 },
        { filters: 128, stride: 2 },
        { filters: 256, stride: 2 },
        { filters: 512, stride: 1 },
      ],
      DROPOUT,
    ),
  }),
};
