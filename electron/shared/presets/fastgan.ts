import { fastganNetworks } from './fastgan-stacks.ts';
import { TORCH_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'FastGAN';

export const fastgan: Preset = {
  id: 'fastgan',
  title: TITLE,
  family: 'few',
  summary: 'For a hundred to a few thousand pictures of 64, 128 or 256 pixels, grey or colour.',
  teaching:
    'D has decoders that must rebuild each real image from what D sees of it, so it has to look at everything and does not ' +
    'learn a hundred images by heart. In G small images decide which channels of the large ones pass, and gates and noise do ' +
    'the rest. What D sees is augmented, and its score of an image is the mean of one for each of many places. Watch the ' +
    'reconstruction fall first, and the pictures of the EMA, which are better than G’s own.',
  source:
    'Liu et al. 2021, “Towards Faster and Stabilized GAN Training for High-fidelity Few-shot Image Synthesis”, in the form ' +
    'that the authors’ code has at 256 pixels, with the decoders’ perceptual distance replaced by the mean squared error ' +
    'and one image from G, which D halves itself as it halves real ones; 128 and 64 pixels are that form with its outer ' +
    'blocks left out',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'same' },
    labels: 'none',
    adamEpsilon: TORCH_ADAM,
  },
  defaults: {
    batch: 8,
    'latent.size': 256,
    'loss.kind': 'hinge',
    'loss.margin': 0.8,
    'network.initializer': 'normal',
    'augment.color': 'on',
    'augment.translation': 'on',
    'ema.decay': 0.999,
  },
  networks: (image, latentSize) => fastganNetworks(TITLE, image, latentSize),
};
