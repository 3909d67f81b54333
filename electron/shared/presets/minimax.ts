import { kerasGan } from './keras-gan.ts';
import type { Preset } from './preset.ts';

export const minimax: Preset = {
  ...kerasGan,
  id: 'minimax',
  title: 'Minimax GAN',
  summary: 'The first paper’s zero-sum game on Keras-GAN’s networks: see its gradient vanish.',
  teaching:
    'G minimises log(1 − D(G(z))), exactly the negative of what D gains from its fakes, and all else is as in Keras-GAN. ' +
    'While D rejects every fake this loss is flat: G hardly moves, and its samples stay noise for long. Run it beside ' +
    'Keras-GAN with the same seed and compare the first thousand steps. G’s loss is below zero here, and near ' +
    '−ln 2 = −0.69 in balance.',
  source: 'Goodfellow et al. 2014, “Generative Adversarial Nets”, equation 1; networks of Keras-GAN',
  defaults: { ...kerasGan.defaults, 'loss.generator': 'minimax' },
};
