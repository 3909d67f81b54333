import { CRITIC_RECIPE } from './critic-recipe.ts';
import { criticNetworks } from './critic-stacks.ts';
import type { Preset } from './preset.ts';

const TITLE = 'LSGAN';

export const lsgan: Preset = {
  id: 'lsgan',
  title: TITLE,
  family: 'beyond',
  summary:
    'D’s scores are pulled to 1 for real and 0 for fake by their squared distance, instead of through a sigmoid.',
  teaching:
    'A fake that D already takes for real but scores far beyond 1 is still pulled back, so gradients do not die ' +
    'where a sigmoid would be flat. Samples come steadily and without much tuning. A balanced duel sits near 1/4 ' +
    'for D and 1/8 for G; watch for a D loss near 0, which says that D has won.',
  source: 'Mao et al. 2017, “Least Squares Generative Adversarial Networks”, equation 2 with a = 0, b = c = 1',
  recipe: CRITIC_RECIPE,
  defaults: {
    batch: 64,
    'network.initializer': 'normal',
    'loss.kind': 'least-squares',
  },
  networks: (image, latentSize) => criticNetworks(TITLE, image, latentSize, 0, { batchNorm: true }),
};
