import type { ImageShape } from '../network/layers.ts';
import { CRITIC_RECIPE } from './critic-recipe.ts';
import { TF_ADAM, TF_BATCH_NORM } from './frameworks.ts';
import type { Preset } from './preset.ts';
import { residualStack } from './residual-forms.ts';
import { residualNetworks, type ResidualWays } from './residual-stacks.ts';

const TITLE = 'SAGAN with self-attention';

/** Where the authors' networks attend. */
const PUBLISHED_SIDE = 32;

/** The greatest feature map below the image that is no larger than theirs: G makes it by its doublings. */
function attentionSide({ height, width }: ImageShape): number {
  let side = Math.min(height, width) / 2;
  while (side > PUBLISHED_SIDE) side /= 2;
  return side;
}

const ways = (image: ImageShape): ResidualWays => ({
  batchNorm: TF_BATCH_NORM,
  normedGenerator: true,
  hidden: 'leaving',
  scoreBias: true,
  attentionSide: attentionSide(image),
});

export const sagan: Preset = {
  id: 'sagan',
  title: TITLE,
  family: 'beyond',
  summary: 'Residual networks in which every pixel looks at all others once: for what belongs together far apart.',
  teaching:
    'A convolution sees its neighbourhood; in one place of each network, every pixel takes a share of what all others have, larger ' +
    'the better they go together. The layer begins with no say (its γ is 0) and earns it: look at γ under Weights. Both networks are held by ' +
    'spectral norms, so G and D move once a step each, D at four times the rate: watch D’s loss: near 0, D is far ahead. With ' +
    'labels, G’s batch norm scales by them and D is a projection discriminator.',
  source:
    'Zhang et al. 2019, “Self-Attention Generative Adversarial Networks”, with the numbers of the authors’ TensorFlow code for 128 pixels: queries ' +
    'and keys of an eighth of the channels and values of half of them, keys and values pooled 2 × 2, at 32 × 32 features. Smaller images attend on the ' +
    'largest features below them (16 × 16 of 32 pixels); at 32, 64 and 256 pixels the networks have the sizes of SNGAN’s. Adam’s β₂ is 0.9 as in ' +
    'the paper, where the code leaves 0.999; running averages keep 0.999 a step, where the code’s last batch norm keeps 0.9999, so that short ' +
    'runs have them; there is no EMA of G, as there is none in the code. Unlike there, a step begins with D and not with G, D ' +
    'sees real and fake in one pass, and the singular vectors are constants to gradients, as in Miyato et al. 2018',
  recipe: { ...CRITIC_RECIPE, labels: 'optional', adamEpsilon: TF_ADAM },
  defaults: {
    batch: 64,
    'latent.size': 128,
    'loss.kind': 'hinge',
    'optimizer.generator.learningRate': 0.0001,
    'optimizer.discriminator.learningRate': 0.0004,
    'optimizer.generator.beta1': 0,
    'optimizer.discriminator.beta1': 0,
    'optimizer.generator.beta2': 0.9,
    'optimizer.discriminator.beta2': 0.9,
  },
  networks: (image, latentSize, classes, width = 1) =>
    residualNetworks({ image, latentSize, classes }, residualStack(TITLE, image, width), ways(image)),
  scales: true,
};
