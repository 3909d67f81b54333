import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import type { Preset } from './preset.ts';

const leakyRelu: Layer = { type: 'leakyRelu', slope: 0.2 };
/** PyTorch's BatchNorm1d(eps=0.8, momentum=0.1): 0.1 is the new share, so 0.9 is kept. */
const batchNorm: Layer = { type: 'batchNorm', momentum: 0.9, epsilon: 0.8, runningVariance: 'sample' };

function networks(image: ImageShape, latentSize: number): NetworkPair {
  const shape = [image.height, image.width, image.channels];
  const pixels = image.height * image.width * image.channels;
  return {
    latentSize,
    image,
    generator: [
      { type: 'dense', units: 128, useBias: true },
      leakyRelu,
      ...[256, 512, 1024].flatMap((units): Layer[] => [{ type: 'dense', units, useBias: true }, batchNorm, leakyRelu]),
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

export const fashionGanTorch: Preset = {
  id: 'fashion-gan-torch',
  title: 'Fashion GAN',
  family: 'dense',
  summary: 'Four wide dense layers against three. Quick on any machine: the one to start with.',
  teaching:
    'Both networks are dense, so a step is quick and the first shapes show within an epoch. The discriminator sees real ' +
    'and fake in one update and its loss is their sum, so a balanced duel sits near 2 ln 2 = 1.39. Past epoch 80 or so the ' +
    "generator's loss tends to climb again: pick an earlier epoch.",
  source: 'LearnOpenCV, "Introduction to Generative Adversarial Networks", the PyTorch recipe for Fashion-MNIST',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'same' },
    labels: 'none',
    adamEpsilon: { value: 1e-8, addedTo: 'corrected' },
  },
  defaults: { batch: 128, epochs: 200, 'network.initializer': 'torch' },
  networks,
};
