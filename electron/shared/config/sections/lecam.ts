import { z } from 'zod';
import { field } from '../field.ts';

const SOURCE = 'Tseng et al. 2021, “Regularizing Generative Adversarial Networks under Limited Data”';

/** LeCam: D's scores are held to where they were. */
export const lecamFields = {
  'lecam.weight': field(
    {
      label: 'LeCam',
      help: 'Holds D’s scores of each kind to what it lately gave the other kind; 0: off.',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        'Adds the squares of how far scores of real images lie above the running mean of those of fakes, and scores of fakes ' +
        'below that of real images. On few images D’s scores run apart without end; this holds them together. Costs nothing, ' +
        'and goes together with augmentation. The authors take 0.3 with the hinge loss, about 1e-6 for StyleGAN2.',
      source: `${SOURCE}, equations 2 to 4`,
    },
    z.number().min(0).max(1000).default(0),
  ),
  'lecam.start': field(
    {
      label: 'LeCam from',
      help: 'It counts after so many updates of D.',
      group: 'penalty',
      player: 'discriminator',
      unit: 'updates',
      teaching:
        'The running means (of about the last hundred updates) say little at first. The authors’ BigGAN waits 1,000 updates, ' +
        'their StyleGAN2 does not wait.',
      source: SOURCE,
    },
    z.number().int().min(0).max(10_000_000).default(0),
  ),
};
