import { CRITIC_RECIPE } from './critic-recipe.ts';
import type { Preset } from './preset.ts';
import { styleNetworks, styleStack } from './style-stacks.ts';

const TITLE = 'StyleGAN2';
const RATE = 0.0025;
const BETA2 = 0.99;
/** R1 runs in one step of so many, and path length in one of so many. */
const [PENALTY_EVERY, PATH_EVERY] = [16, 4];

/** In as many digits as a field has room for. */
const shown = (value: number): number => Number(value.toPrecision(7));

/** What is left of n updates of Adam's where a regulariser in every n-th makes them n + 1 (Karras et al. 2020, section 3.1). */
const lazily = (every: number): { rate: number; beta2: number } => {
  const share = every / (every + 1);
  return { rate: shown(RATE * share), beta2: shown(BETA2 ** share) };
};
const [ofG, ofD] = [lazily(PATH_EVERY), lazily(PENALTY_EVERY)];

export const stylegan2: Preset = {
  id: 'stylegan2',
  title: TITLE,
  family: 'beyond',
  summary: 'Latents become a style, and the style steers every layer: for smooth walks and pictures that can be mixed.',
  teaching:
    'A small network makes a style of the latents, and that style makes the filters of each layer weaker or stronger: the first layers ' +
    'decide on shape, the last on colours. Noise adds what no style needs to say, and path length keeps a step of the style worth the ' +
    'same everywhere: watch it settle beside the losses. R1 and path length run seldom, so Adam’s rates and β2 are a little lower ' +
    'than the published ones. Take a quarter of the width on a processor, and look at the pictures of the EMA.',
  source:
    'Karras et al. 2020, “Analyzing and Improving the Image Quality of StyleGAN”, with the numbers of the authors’ PyTorch code ' +
    '(StyleGAN2-ADA, configuration “auto”): 2 layers of mapping, 16,384 channels by the side, rate 0.0025, and γ = 0.0002 · side² / batch, which ' +
    'is 0.0256 at 64 pixels and 32 images a batch (0.0064 at 32 pixels, 0.41 at 256). There is no ADA here until it is asked for, values are ' +
    'not cut to 256, since nothing is computed in 16 bits, and a step begins with D and not with G',
  recipe: {
    ...CRITIC_RECIPE,
    discriminator: { ...CRITIC_RECIPE.discriminator, penalties: 'apart' },
  },
  defaults: {
    batch: 32,
    'latent.size': 512,
    'style.mixing': 0.9,
    'path.weight': 2,
    'path.every': PATH_EVERY,
    'penalty.kind': 'r1',
    'penalty.weight': 0.0256,
    'penalty.every': PENALTY_EVERY,
    'ema.halfLife': 10_000,
    'ema.warmup': 'seen',
    'optimizer.generator.learningRate': ofG.rate,
    'optimizer.discriminator.learningRate': ofD.rate,
    'optimizer.generator.beta1': 0,
    'optimizer.discriminator.beta1': 0,
    'optimizer.generator.beta2': ofG.beta2,
    'optimizer.discriminator.beta2': ofD.beta2,
  },
  networks: (image, latentSize, _classes, width = 1) =>
    styleNetworks(image, latentSize, styleStack(TITLE, image, width)),
  scales: true,
};
