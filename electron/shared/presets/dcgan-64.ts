import { dcganNetworks } from './dcgan-stacks.ts';
import { MXNET_ADAM, MXNET_BATCH_NORM } from './frameworks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'DCGAN';

export const dcgan64: Preset = {
  id: 'dcgan-64',
  title: TITLE,
  family: 'convolutional',
  summary:
    'The convolutional GAN for 64×64 images in grey or colour, and for other sizes from 16 to 256 pixels, square or not.',
  teaching:
    'No dense layer but the projection of the latents: G doubles a 4×4 image until it is whole, D halves it until one number ' +
    'is left, with batch norm in between. Real and fake images go through D one after the other, because batch norm would ' +
    'tell a mixed batch apart. Watch for the faint checkerboard of transposed convolutions, and set Upsampling to resize ' +
    'where it stays. A step costs many times that of a dense recipe: try it at a quarter of its width first.',
  source:
    'Radford et al. 2016, “Unsupervised Representation Learning with Deep Convolutional GANs”, section 3; numbers of its ' +
    'Gluon port in “Deep Learning: The Straight Dope”',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'same' },
    labels: 'none',
    adamEpsilon: MXNET_ADAM,
  },
  defaults: { batch: 128, 'network.initializer': 'normal' },
  networks: (image, latentSize) =>
    dcganNetworks(TITLE, image, latentSize, {
      base: 64,
      batchNorm: MXNET_BATCH_NORM,
      projectionBias: false,
      afterProjection: [MXNET_BATCH_NORM, { type: 'relu' }],
      verdict: ({ height, width }) =>
        height === width
          ? [
              { type: 'conv2d', filters: 1, kernelSize: height, stride: 1, padding: 'valid', useBias: false },
              { type: 'flatten' },
            ]
          : // A kernel over the whole image, where it is no square.
            [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: false }],
    }),
};
