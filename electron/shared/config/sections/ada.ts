import { z } from 'zod';
import { field } from '../field.ts';

const SOURCE = 'Karras et al. 2020, “Training Generative Adversarial Networks with Limited Data”';

/** Adaptive discriminator augmentation: changes of what D sees, each with a probability that follows how much D knows by heart. */
export const adaFields = {
  'ada.kind': field(
    {
      label: 'ADA',
      help: 'Everything D sees is turned, stretched and recoloured, each change with a probability p: a fixed one, or one that adapts.',
      group: 'augment',
      choiceLabels: { off: 'Off', fixed: 'Fixed p', adaptive: 'Adaptive p' },
      teaching:
        'D sees real images and fakes through the same changes, in its own updates and in G’s, so that it cannot learn few images ' +
        'by heart. While p is below about 0.8 G does not learn the changes themselves. Adaptive, p rises while D is surer of its ' +
        'real images than the target allows, and falls when it is less sure: watch its chart. A p that ends near 1 says there are ' +
        'too few images.',
      source: `${SOURCE}, section 3`,
    },
    z.enum(['off', 'fixed', 'adaptive']).default('off'),
  ),
  'ada.changes': field(
    {
      label: 'ADA changes',
      help: 'Blits: mirrored, turned by quarters, shifted. Geometry: turned, stretched, moved at will. Colour: brightness, contrast, negative, hue, saturation.',
      group: 'augment',
      choiceLabels: {
        all: 'Blits, geometry and colour',
        'blit-geometry': 'Blits and geometry',
        blit: 'Blits',
        geometry: 'Geometry',
        colour: 'Colour',
      },
      teaching:
        'On few images each group helps, geometry most, and all three together best. Leave colour out where every image has the ' +
        'same few colours, and G’s take on others. Grey images have no hue and no saturation to change.',
      source: `${SOURCE}, figure 4 and appendix B`,
    },
    z.enum(['all', 'blit-geometry', 'blit', 'geometry', 'colour']).default('all'),
  ),
  'ada.probability': field(
    {
      label: 'ADA p',
      help: 'The probability of each change where it is fixed; where it adapts, what it starts at.',
      group: 'augment',
      teaching:
        'The fewer images, the higher it should be: of 2,000 faces 0.6 was best, of 140,000 none. From about 0.8 on G begins to draw ' +
        'what only the changes make.',
      source: `${SOURCE}, figures 3 and 5`,
    },
    z.number().min(0).max(1).default(0),
  ),
  'ada.target': field(
    {
      label: 'ADA target',
      help: 'The mean sign of D’s score of real images that p is steered to: 0 where D only guesses, 1 where it is always right.',
      group: 'augment',
      teaching:
        'Above it D knows the real images too well, and p rises; below it p falls. The score counts from where D sees neither real nor ' +
        'fake, ½ with least squares and 0 elsewhere.',
      source: `${SOURCE}, section 3.1`,
    },
    z.number().min(-1).max(1).default(0.6),
  ),
  'ada.images': field(
    {
      label: 'ADA speed',
      help: 'So many real images are shown while p goes from 0 to 1.',
      group: 'augment',
      unit: 'images',
      teaching:
        'p moves after every four steps, by as much as images were shown in them. Slow beside what D learns, so that it follows the trend and ' +
        'not single batches. Shorter for short runs: the authors take 100,000 where they go on from a trained network.',
      source: `${SOURCE}, section 3.1`,
    },
    z.number().int().min(100).max(100_000_000).default(500_000),
  ),
};
