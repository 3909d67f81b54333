import { CRITIC_RECIPE } from './critic-recipe.ts';
import type { Preset } from './preset.ts';
import { r3ganNetworks, r3ganStack } from './r3gan-stacks.ts';

const TITLE = 'R3GAN';

export const r3gan: Preset = {
  id: 'r3gan',
  title: TITLE,
  family: 'beyond',
  summary: 'A plain game that holds: pairs, penalties on both sides and residual networks without normalisation.',
  teaching:
    'D says which of a real image and a fake is the real one, so that G cannot win by one picture, and is held flat at both by R1 and R2. ' +
    'With that, none of the tricks is needed: no batch norm, no noise, no styles. Its blocks start by passing on what comes in, and ' +
    'rate, β2 and penalty move over the run. The published width is for many GPUs: take a sixteenth of it here, and look at the ' +
    'pictures of the EMA.',
  source:
    'Huang et al. 2024, “The GAN is dead; long live the GAN! A Modern Baseline GAN”, and numbers of the authors’ code: batch 256 and γ 2 are ' +
    'those for 64 pixels (0.05 for CIFAR’s 32, 150 for 256), the EMA’s half-life is a fortieth of what the run sees there; their adaptive ' +
    'augmentation is left out',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 256,
    'latent.size': 64,
    'loss.kind': 'relativistic',
    'network.initializer': 'fan-in-normal',
    'penalty.kind': 'r1-r2',
    'penalty.weight': 2,
    'penalty.weightEnd': 0.1,
    'ema.halfLife': 500_000,
    'ema.warmup': 'cosine',
    'optimizer.generator.beta1': 0,
    'optimizer.discriminator.beta1': 0,
    'optimizer.generator.beta2': 0.9,
    'optimizer.discriminator.beta2': 0.9,
    'optimizer.generator.beta2End': 0.99,
    'optimizer.discriminator.beta2End': 0.99,
    'optimizer.generator.schedule': 'cosine',
    'optimizer.discriminator.schedule': 'cosine',
    'optimizer.generator.rateEnd': 0.25,
    'optimizer.discriminator.rateEnd': 0.25,
  },
  networks: (image, latentSize, _classes, width = 1) =>
    r3ganNetworks(image, latentSize, r3ganStack(TITLE, image, width)),
  scales: true,
};
