import { z } from 'zod';
import { field } from '../field.ts';

const SOURCE = 'Zhao et al. 2020, “Differentiable Augmentation for Data-Efficient GAN Training”, equations 4 to 6';
const CHOICES = { off: 'Off', on: 'On' };
const TEACHING =
  'Applied to real and fake images alike, in D’s updates and in G’s, so that D cannot learn few images by heart and G ' +
  'does not learn the change itself. For data sets of hundreds to a few thousand images; needless for large ones.';

const onOff = () => z.enum(['off', 'on']).default('off');

/** Differentiable augmentation of what D sees. */
export const augmentFields = {
  'augment.color': field(
    {
      label: 'Augment colour',
      help: 'Random brightness, saturation and contrast on everything D sees.',
      group: 'augment',
      choiceLabels: CHOICES,
      teaching: TEACHING,
      source: SOURCE,
    },
    onOff(),
  ),
  'augment.translation': field(
    {
      label: 'Augment position',
      help: 'Random shifts by up to an eighth of the side on everything D sees.',
      group: 'augment',
      choiceLabels: CHOICES,
      teaching: TEACHING,
      source: SOURCE,
    },
    onOff(),
  ),
  'augment.cutout': field(
    {
      label: 'Augment cutout',
      help: 'A random square of half the side is blanked out in everything D sees.',
      group: 'augment',
      choiceLabels: CHOICES,
      teaching: TEACHING,
      source: SOURCE,
    },
    onOff(),
  ),
};
