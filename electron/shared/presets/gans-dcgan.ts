import { dcganNetworks } from './dcgan-stacks.ts';
import { TORCH_BATCH_NORM } from './frameworks.ts';
import { gansMlp } from './gans-mlp.ts';
import type { Preset } from './preset.ts';

const TITLE = 'Vanilla DCGAN';

export const gansDcgan: Preset = {
  id: 'gans-dcgan',
  title: TITLE,
  family: 'convolutional',
  summary: 'The convolutional sequel of the vanilla GAN: twice as wide as DCGAN, with one dense layer at each end.',
  teaching:
    'The same game as the vanilla GAN, on networks by the rules of DCGAN with 128 to 1024 channels. Latents are projected ' +
    'by a dense layer without batch norm, and D ends in a dense sigmoid. It is the heaviest of the convolutional recipes. ' +
    'Where both losses swing widely, lower Adam β1 of both networks to 0.5, as the DCGAN paper advises.',
  source: 'D. Gómez Mosquera, “GANs from Scratch” (diegoalejogm/gans), 2. DC-GAN in PyTorch, for 64×64 MNIST',
  recipe: gansMlp.recipe,
  defaults: {
    batch: 100,
    epochs: 200,
    'optimizer.generator.beta1': 0.9,
    'optimizer.discriminator.beta1': 0.9,
    'network.initializer': 'normal',
    'samples.everySteps': 100,
    'samples.count': 16,
  },
  networks: (image, latentSize) =>
    dcganNetworks(TITLE, image, latentSize, {
      base: 128,
      batchNorm: TORCH_BATCH_NORM,
      projectionBias: true,
      afterProjection: [],
      verdict: () => [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: true }, { type: 'sigmoid' }],
    }),
};
