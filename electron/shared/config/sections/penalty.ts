import { z } from 'zod';
import { PENALTIES, PENALTY_CHOICES, PENALTY_KINDS, penaltyTitle } from '../../penalty/index.ts';
import { field } from '../field.ts';

const KINDS = PENALTY_KINDS.map((kind) => PENALTIES[kind]);

/** What keeps D smooth: gradient penalties and weight clipping. */
export const penaltyFields = {
  'penalty.kind': field(
    {
      label: 'Gradient penalty',
      help: 'Adds the size of D’s gradient by the image to its loss.',
      group: 'penalty',
      player: 'discriminator',
      choiceLabels: Object.fromEntries(PENALTY_CHOICES.map((choice) => [choice, penaltyTitle(choice)])),
      teaching:
        `${KINDS.map(({ words }) => words).join(' ')} ` +
        'All make D gentle, so that G gets a usable direction; all cost a second backward pass.',
      source: KINDS.map(({ source }) => source).join('; '),
    },
    z.enum(PENALTY_CHOICES).default('none'),
  ),
  'penalty.weight': field(
    {
      label: 'Penalty weight',
      help: 'How much the gradient penalty counts.',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        `${KINDS.map(({ title, weight }) => `${title}: ${weight}`).join('. ')}. ` +
        'Too little and D runs away, too much and it says nothing.',
      source: 'Gulrajani et al. 2017; Kodali et al. 2017; Mescheder et al. 2018',
    },
    z.number().min(0).max(10_000).default(10),
  ),
  'penalty.weightEnd': field(
    {
      label: 'Penalty weight at the end',
      help: 'Share of its weight that the penalty has at the end of the run, reached along a cosine; 1: it stays.',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        'Early on fakes lie far off and a D without restraint says nothing useful; late in a run the same weight keeps it from ' +
        'seeing detail. R3GAN ends at a tenth. D’s loss falls with the penalty then, whatever the pictures do.',
      source: 'Huang et al. 2024, “The GAN is dead; long live the GAN!”, their code',
    },
    z.number().min(0).max(10).default(1),
  ),
  'penalty.every': field(
    {
      label: 'Penalty every',
      help: 'The penalty runs in one step of so many, and counts so many times there; 1: in every step.',
      unit: 'steps',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        'A penalty changes slowly, and is the dearest part of a step. Run seldom and heavier, it holds D nearly as well: ' +
        'StyleGAN2 runs R1 every 16 steps. Its chart then has a point every so many steps, and D’s loss is shown without it.',
      source: 'Karras et al. 2020, “Analyzing and Improving the Image Quality of StyleGAN”, section 3.1',
    },
    z.number().int().min(1).max(1000).default(1),
  ),
  'clip.weights': field(
    {
      label: 'Weight clipping',
      help: 'After each update D’s weights are cut to ± this; 0: off.',
      group: 'penalty',
      player: 'discriminator',
      teaching:
        'The crude way of the first Wasserstein GAN to keep the critic smooth. Too small and gradients vanish, too large and ' +
        'they explode; the gradient penalty was invented to replace it.',
      source: 'Arjovsky et al. 2017, algorithm 1',
    },
    z.number().min(0).max(10).default(0),
  ),
};
