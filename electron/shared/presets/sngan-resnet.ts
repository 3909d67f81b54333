import type { ImageShape } from '../network/layers.ts';
import { CRITIC_RECIPE } from './critic-recipe.ts';
import { CHAINER_ADAM, CHAINER_BATCH_NORM } from './frameworks.ts';
import type { Preset } from './preset.ts';
import { isSmallForm, residualStack } from './residual-forms.ts';
import { residualNetworks, type ResidualWays } from './residual-stacks.ts';

const TITLE = 'SNGAN with residual blocks';

/** As in the authors' code; the small form's score has no bias there. */
const ways = (image: ImageShape): ResidualWays => ({
  batchNorm: CHAINER_BATCH_NORM,
  gain: Math.SQRT2,
  normedGenerator: false,
  hidden: 'entering',
  scoreBias: !isSmallForm(TITLE, image),
});

export const snganResnet: Preset = {
  id: 'sngan-resnet',
  title: TITLE,
  family: 'beyond',
  summary:
    'Residual networks, and a D that no layer of can stretch a difference: with labels, a projection discriminator.',
  teaching:
    'Each kernel of D is divided by its largest singular value, which is all that holds it back, and D learns five times a step. ' +
    'Where the images have labels, G’s batch norm scales by the label, and D adds to its score how well what it sees goes with the ' +
    'label’s learned row; without labels both go without. Watch D’s loss near 2: lower, and D is ahead. The rate falls to nothing ' +
    'over the run: it ends where it was meant to.',
  source:
    'Miyato et al. 2018, “Spectral Normalization for GANs”, and Miyato & Koyama 2018, “cGANs with Projection Discriminator”, in the ' +
    'form that the authors’ code has at 32 pixels, and from 64 pixels on in those for 64, 128 and 256: D sums its last features ' +
    'over the pixels there and does not take their mean; the score has no bias in the small form. At 64 their rate stays for four ' +
    'fifths of the run (rate falls at 80 %). Unlike in their code, G’s batch at 32 pixels is that of D and not twice it, a step begins with D and ' +
    'not with G, and D sees real and fake in one pass, so that its singular vectors move once an update, as in the paper, and not twice',
  recipe: { ...CRITIC_RECIPE, labels: 'optional', adamEpsilon: CHAINER_ADAM },
  defaults: {
    batch: 64,
    'latent.size': 128,
    'loss.kind': 'hinge',
    'steps.discriminator': 5,
    'optimizer.generator.beta1': 0,
    'optimizer.discriminator.beta1': 0,
    'optimizer.generator.beta2': 0.9,
    'optimizer.discriminator.beta2': 0.9,
    'optimizer.generator.schedule': 'linear',
    'optimizer.discriminator.schedule': 'linear',
    'optimizer.generator.rateEnd': 0,
    'optimizer.discriminator.rateEnd': 0,
    'optimizer.generator.stepAt': 0,
    'optimizer.discriminator.stepAt': 0,
  },
  networks: (image, latentSize, classes, width = 1) =>
    residualNetworks({ image, latentSize, classes }, residualStack(TITLE, image, width), ways(image)),
  scales: true,
};
