import { z } from 'zod';
import { field } from '../field.ts';

const SOURCE = 'Zhao et al. 2020, “Differentiable Augmentation for Data-Efficient GAN Training”, equations 4 to 6';
const CHOICES = { off: 'Off', on: 'On' };
const TEACHING =
  'Applied to real and fake images alike, in D’s updates and in G’s, so that D cannot learn few images by heart and G ' +
  'does not learn the change itself. For data sets of hundreds to a few thousand images; needless for large ones.';

const onOff = () => z.enum(['off', 'on']).default('off');

/** What is changed of images on their way to D. */
export const augmentFields = {
  'augment.mirror': field(
    {
      label: 'Mirror images',
      help: 'Each real image is shown mirrored left to right half of the time, drawn anew whenever it is seen.',
      group: 'augment',
      choiceLabels: CHOICES,
      teaching:
        'As good as twice as many images, where an image mirrored could be one of them: faces, flowers, landscapes. G then makes ' +
        'both kinds, so not for letters, or clothes that are always laid out one way round. Held-out images and those that ' +
        'checkpoints are measured against stay as they are: numbers of runs with it and without compare.',
      source: 'Karras et al. 2020, “Training Generative Adversarial Networks with Limited Data”, section 4',
    },
    onOff(),
  ),
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
