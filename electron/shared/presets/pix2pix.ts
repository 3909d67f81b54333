import { TORCH_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';
import { unetNetworks } from './unet-stacks.ts';

const TITLE = 'pix2pix';

export const pix2pix: Preset = {
  id: 'pix2pix',
  title: TITLE,
  family: 'images',
  summary: 'Makes the picture that belongs to another: learns from pairs of an input and its target.',
  teaching:
    'G is a U-Net: it takes the input down to one pixel and up again, and each step up also sees what the step down to its size ' +
    'gave, so that edges stay where they are. An L1 loss asks for the target and leaves it blurred; D looks at patches of input and output ' +
    'together and asks that they be sharp. Watch the L1 distance fall and the output grow as sharp as the target. Dropout is the only ' +
    'noise: an input has one output, and a run keeps what was dropped for its samples.',
  source:
    'Isola et al. 2017, “Image-to-Image Translation with Conditional Adversarial Networks”, in the form of the authors’ code for 256 ' +
    'and 128 pixels; smaller images have fewer steps down, fewer up-blocks with dropout and smaller patches (70 pixels, 34 from 64, ' +
    '16 below). Its batch norm of a batch of one image, which it keeps when it samples, is instance norm here, at any batch. ' +
    'Unlike in their code, G runs again for its own update, with dropout of its own, and what a sample drops is drawn once, not anew each time',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'mean', fakes: 'training' },
    generator: { latents: 'same' },
    labels: 'none',
    pairs: true,
    adamEpsilon: TORCH_ADAM,
  },
  defaults: {
    batch: 1,
    steps: 80_000,
    'samples.everySteps': 1_000,
    'checkpoint.everySteps': 4_000,
    'network.initializer': 'normal',
    'network.generator.dropout': 0.5,
  },
  networks: (image, latentSize, _classes, width = 1) => unetNetworks(TITLE, image, latentSize, width),
  scales: true,
};
