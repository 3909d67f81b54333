import type { Layer } from '../network/layers.ts';
import { dense, denseNetworks, LEAKY } from './dense-stacks.ts';
import { TORCH_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';

const DROPOUT = 0.3;

export const gansMlp: Preset = {
  id: 'gans-mlp',
  title: 'Vanilla GAN',
  family: 'dense',
  summary: 'Three hidden layers each, no batch norm, dropout in D: the plainest pair that works.',
  teaching:
    'Nothing but dense layers, LeakyReLU and dropout in D. D learns from real and fake in one update, then G answers with ' +
    'fresh latents. Adam keeps its default momentum of 0.9 here, so both losses swing more slowly than in the other recipes; ' +
    'watch D(x) and D(G(z)) draw near each other, and the sixteen fixed samples.',
  source: 'D. Gómez Mosquera, “GANs from Scratch” (diegoalejogm/gans), 1. Vanilla GAN in PyTorch',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'fresh' },
    labels: 'none',
    adamEpsilon: TORCH_ADAM,
  },
  defaults: {
    batch: 100,
    epochs: 200,
    'optimizer.generator.beta1': 0.9,
    'optimizer.discriminator.beta1': 0.9,
    'network.initializer': 'torch',
    'network.discriminator.dropout': DROPOUT,
    'samples.everySteps': 100,
    'samples.count': 16,
  },
  networks: (image, latentSize) =>
    denseNetworks(image, latentSize, {
      generator: [256, 512, 1024].map((units) => [dense(units), LEAKY]),
      discriminator: [1024, 512, 256].map((units): Layer[] => [
        dense(units),
        LEAKY,
        { type: 'dropout', rate: DROPOUT },
      ]),
    }),
};
