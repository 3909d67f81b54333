import { z } from 'zod';
import { field } from '../field.ts';

const SOURCE =
  'Mo et al. 2020, “Freeze the Discriminator: a Simple Baseline for Fine-Tuning GANs”; Wang et al. 2018, “Transferring GANs”';

/** What becomes of a checkpoint's networks in a run that begins from it. */
export const transferFields = {
  'transfer.frozen': field(
    {
      label: 'Freeze D’s first layers',
      help: 'So many of D’s first layers with kernels, and what lies between them, stay as the checkpoint left them; 0: none.',
      group: 'transfer',
      player: 'discriminator',
      unit: 'layers',
      teaching:
        'FreezeD: a run that begins from a checkpoint, on other images, needs far fewer of them. D’s first layers know edges and textures, ' +
        'which other images have too; held still, they cannot forget it for the sake of a few images. Half of the layers is a ' +
        'good start. Only for runs that begin from a checkpoint.',
      source: SOURCE,
    },
    z.number().int().min(0).max(1000).default(0),
  ),
  'transfer.optimizers': field(
    {
      label: 'Optimisers begin',
      help: 'Of a run that begins from a checkpoint: with what they remember of it, where their rules stay the same, or anew.',
      group: 'transfer',
      choiceLabels: { kept: 'As they were', fresh: 'Anew' },
      teaching:
        'What Adam remembers is of gradients on the images before. For the same images it is best kept; on others it says little, and its ' +
        'first steps may go astray.',
      source: SOURCE,
    },
    z.enum(['kept', 'fresh']).default('kept'),
  ),
};
