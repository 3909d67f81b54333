import type { PresetDraft } from '@shared/presets/user-preset.ts';

/** A small pair somebody might write: a convolutional dealer against a dense forger. */
export const OWN_DRAFT: PresetDraft = {
  name: 'Deeper dealer',
  base: 'fashion-gan-torch',
  settings: { batch: 64, 'optimizer.discriminator.learningRate': 1e-4 },
  image: { height: 28, width: 28, channels: 1 },
  networks: {
    generator: [
      { type: 'dense', units: 64, useBias: true },
      { type: 'leakyRelu', slope: 0.2 },
      { type: 'dense', units: 784, useBias: true },
      { type: 'tanh' },
      { type: 'reshape', shape: [28, 28, 1] },
    ],
    discriminator: [
      { type: 'conv2d', filters: 16, kernelSize: 5, stride: 2, padding: 'same', useBias: true },
      { type: 'leakyRelu', slope: 0.2 },
      { type: 'flatten' },
      { type: 'dense', units: 1, useBias: true },
    ],
  },
};
