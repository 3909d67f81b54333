import { z } from 'zod';
import { field } from '../field.ts';

const SOURCE = 'Karras et al. 2020, “Analyzing and Improving the Image Quality of StyleGAN”';

/** What is asked of a generator that is steered by styles. */
export const styleFields = {
  'style.mixing': field(
    {
      label: 'Style mixing',
      help: 'Probability that a batch has two styles, one up to some layer and the other from there on; 0: never.',
      group: 'objective',
      player: 'generator',
      teaching:
        'G cannot then count on neighbouring layers being steered by the same picture, so each comes to stand for something of ' +
        'its own: the first for pose and shape, the last for colours. Where it begins is drawn anew for each batch. It costs ' +
        'one more pass through the mapping alone, and FID a little.',
      source: 'Karras et al. 2019, “A Style-Based Generator Architecture for GANs”, section 3.1',
    },
    z.number().min(0).max(1).default(0),
  ),
  'path.weight': field(
    {
      label: 'Path length',
      help: 'How much it counts that a small step of the style changes every picture by as much; 0: off.',
      group: 'objective',
      player: 'generator',
      teaching:
        'Holds the length of G’s gradient by the style, in random directions of the image, near its running mean. Walks ' +
        'through the latents then move evenly, and G is easier to invert. It is an update of G of its own, on half as many ' +
        'images, with the second derivative of G: dear, so it runs in one step of a few. StyleGAN2 takes 2.',
      source: `${SOURCE}, section 3.2`,
    },
    z.number().min(0).max(1000).default(0),
  ),
  'path.every': field(
    {
      label: 'Path length every',
      help: 'It runs in one step of so many, and counts so many times there; 1: in every step.',
      unit: 'steps',
      group: 'objective',
      player: 'generator',
      teaching:
        'The length changes slowly. Adam moves once more in such a step; StyleGAN2 makes up for it by a rate of n/(n + 1) and a ' +
        'β2 to that power, which are the recipe’s own numbers for 4 steps.',
      source: `${SOURCE}, section 3.1 and the authors’ code`,
    },
    z.number().int().min(1).max(1000).default(4),
  ),
};
