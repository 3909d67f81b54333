import { TORCH_ADAM } from './frameworks.ts';
import type { Preset } from './preset.ts';
import { projectedNetworks } from './projected-stacks.ts';

const TITLE = 'Projected GAN';

export const projected: Preset = {
  id: 'projected',
  title: TITLE,
  family: 'few',
  summary: 'D sees what a network that knows pictures sees; for few pictures of 64, 128 or 256 pixels.',
  teaching:
    'D does not look at pixels: it looks at features of a network that has seen a million pictures and is never trained here, mixed by ' +
    'random layers that are never trained either, so that no feature can be overlooked. Three small discriminators look at three sizes of ' +
    'them, and G is that of FastGAN. G learns in far fewer steps, but each of them takes long. KID, FD and the other numbers by features are ' +
    'those of the network that D looks through: its checkpoints are ranked by their pixels.',
  source:
    'Sauer et al. 2021, “Projected GANs Converge Faster”, in the form of the authors’ code: features of EfficientNet-Lite0 of 224 pixels ' +
    'with 24, 40 and 112 channels (their fourth discriminator, on 320, is left out with the stages that Forger’s network ends before), ' +
    'mixed by convolutions of 1 × 1; G is that of `fastgan`, with latents of length one and a tanh at its end',
  recipe: {
    sampling: 'epoch',
    order: 'alternating',
    discriminator: { updates: 'together', share: 'batch', lossJoin: 'sum', fakes: 'training' },
    generator: { latents: 'fresh' },
    labels: 'none',
    adamEpsilon: TORCH_ADAM,
  },
  defaults: {
    batch: 8,
    'latent.size': 256,
    'loss.kind': 'hinge',
    'network.initializer': 'torch',
    'optimizer.generator.beta1': 0,
    'optimizer.generator.beta2': 0.99,
    'optimizer.discriminator.beta1': 0,
    'optimizer.discriminator.beta2': 0.99,
    'augment.color': 'on',
    'augment.translation': 'on',
    'augment.cutout': 'on',
    'ema.decay': 0.9978,
    'checkpoint.bestBy': 'swdPixels',
  },
  scales: true,
  networks: (image, latentSize, _classes, width) => projectedNetworks(TITLE, image, latentSize, width),
};
