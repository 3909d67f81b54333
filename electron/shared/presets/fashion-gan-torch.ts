import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { dense, denseNetworks, LEAKY } from './dense-stacks.ts';
import { TORCH_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';

/** PyTorch's BatchNorm1d(eps=0.8, momentum=0.1): 0.1 is the new share, so 0.9 is kept. */
const batchNorm: Layer = { type: 'batchNorm', momentum: 0.9, epsilon: 0.8, runningVariance: 'sample' };

/** The networks of both Fashion recipes, which differ in what batch norm's numbers mean. */
export const fashionNetworks = (image: ImageShape, latentSize: number, norm: Layer): NetworkPair =>
  denseNetworks(image, latentSize, {
    generator: [[dense(128), LEAKY], ...[256, 512, 1024].map((units) => [dense(units), norm, LEAKY])],
    discriminator: [512, 256].map((units) => [dense(units), LEAKY]),
  });

export const fashionGanTorch: Preset = {
  id: 'fashion-gan-torch',
  title: 'Fashion GAN',
  family: 'dense',
  summary: 'Four wide dense layers against three. Quick on any machine.',
  teaching:
    'Both networks are dense, so a step is quick and the first shapes show within an epoch. The discriminator sees real ' +
    'and fake in one update and its loss is their sum, so a balanced duel sits near 2 ln 2 = 1.39. Past epoch 80 or so the ' +
    'generator’s loss tends to climb again: pick an earlier epoch.',
  source: 'LearnOpenCV, “Introduction to Generative Adversarial Networks”, the PyTorch recipe for Fashion-MNIST',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'same' },
    labels: 'none',
    adamEpsilon: TORCH_ADAM,
  },
  defaults: { batch: 128, epochs: 200, 'network.initializer': 'torch' },
  networks: (image, latentSize) => fashionNetworks(image, latentSize, batchNorm),
};
