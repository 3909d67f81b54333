import type { Recipe } from './recipe.ts';

export const PYTORCH_OF_0_1_0: Recipe = {
  sampling: 'epoch',
  order: 'alternating',
  discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
  generator: { latents: 'fresh' },
  labels: 'none',
  adamEpsilon: { value: 1e-8, addedTo: 'corrected' },
};
const KERAS_GAN: Recipe = {
  sampling: 'replacement',
  order: 'alternating',
  discriminator: { updates: 'separate', share: 'half', lossJoin: 'mean', fakes: 'inference' },
  generator: { latents: 'fresh' },
  labels: 'none',
  adamEpsilon: { value: 1e-7, addedTo: 'uncorrected' },
};
const WANG: Recipe = {
  ...KERAS_GAN,
  discriminator: { updates: 'together', share: 'batch', lossJoin: 'mean', fakes: 'inference' },
};

/**
 * The recipes of Forger 0.1.0 and 0.2.0, whose runs do not say by which they train: these decide the numbers of those
 * runs, whatever becomes of the presets. Never changed.
 */
export const RECIPES_OF_0_1_0: Readonly<Record<string, Recipe>> = {
  'fashion-gan-torch': { ...PYTORCH_OF_0_1_0, generator: { latents: 'same' } },
  'fashion-gan-tf': {
    ...PYTORCH_OF_0_1_0,
    order: 'simultaneous',
    generator: { latents: 'same' },
    adamEpsilon: { value: 1e-7, addedTo: 'uncorrected' },
  },
  'keras-gan': KERAS_GAN,
  minimax: KERAS_GAN,
  'gans-mlp': PYTORCH_OF_0_1_0,
  'dcgan-64': {
    ...PYTORCH_OF_0_1_0,
    generator: { latents: 'same' },
    adamEpsilon: { value: 1e-8, addedTo: 'uncorrected' },
  },
  'wang-dcgan-28': WANG,
  'notmnist-dcgan': { ...WANG, sampling: 'epoch' },
  'gans-dcgan': PYTORCH_OF_0_1_0,
  lsgan: PYTORCH_OF_0_1_0,
  wgan: PYTORCH_OF_0_1_0,
  'wgan-gp': PYTORCH_OF_0_1_0,
  hinge: PYTORCH_OF_0_1_0,
  r1: PYTORCH_OF_0_1_0,
  dragan: PYTORCH_OF_0_1_0,
  cgan: { ...PYTORCH_OF_0_1_0, labels: 'embedding' },
  acgan: { ...PYTORCH_OF_0_1_0, labels: 'auxiliary' },
};
