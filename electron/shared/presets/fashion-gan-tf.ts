import type { Layer } from '../network/layers.ts';
import { fashionNetworks } from './fashion-gan-torch.ts';
import { KERAS_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';

/** Keras' BatchNormalization(momentum=0.1, epsilon=0.8): only 0.1 of the old average is kept. */
const batchNorm: Layer = { type: 'batchNorm', momentum: 0.1, epsilon: 0.8, runningVariance: 'population' };

export const fashionGanTf: Preset = {
  id: 'fashion-gan-tf',
  title: 'Fashion GAN, TensorFlow',
  family: 'dense',
  summary: 'The Fashion GAN as its TensorFlow twin plays it: both networks move at once, from one pass.',
  teaching:
    'Generator and discriminator run once, both gradients are taken, and only then does either network move, so G answers ' +
    'the discriminator of before this step. Batch norm keeps a tenth of its old averages, where the PyTorch twin keeps nine ' +
    'tenths: samples drawn between steps follow the last batch closely. A balanced duel sits near 2 ln 2 = 1.39 here too.',
  source: 'LearnOpenCV, “Introduction to Generative Adversarial Networks”, the TensorFlow recipe for Fashion-MNIST',
  recipe: {
    sampling: 'epoch',
    order: 'simultaneous',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'same' },
    labels: 'none',
    adamEpsilon: KERAS_ADAM,
  },
  defaults: { batch: 128, epochs: 200, 'samples.count': 25, 'network.initializer': 'he-uniform' },
  networks: (image, latentSize) => fashionNetworks(image, latentSize, batchNorm),
};
