import { z } from 'zod';
import { field } from '../field.ts';

/** What is done each so many steps is done at least each so many. */
export const FURTHEST_APART = 10_000_000;
const every = z.number().int().min(0).max(FURTHEST_APART);

/** What a run writes: samples, checkpoints, gradient norms, event files. */
export const outputFields = {
  'samples.everySteps': field(
    {
      label: 'Samples every',
      help: 'A grid of samples each so many steps; 0: after each epoch.',
      teaching:
        'The same latents are drawn each time, so a place in the grid shows one image growing. Often at first, when most ' +
        'changes; each grid is a small file.',
      unit: 'steps',
      group: 'output',
      decides: 'nothing',
    },
    every.default(0),
  ),
  'samples.count': field(
    {
      label: 'Samples per grid',
      help: 'How many fixed latents are drawn each time.',
      unit: 'images',
      group: 'output',
      teaching:
        'A smaller grid begins like a larger one of the same seed. Enough of them show collapse: the same image in many ' +
        'places. Recipes with labels draw one row a label, at least this many in all.',
      decides: 'nothing',
    },
    z.number().int().min(1).max(256).default(64),
  ),
  'checkpoint.everySteps': field(
    {
      label: 'Checkpoint every',
      help: 'Both networks and optimisers are saved each so many steps; 0: after each epoch.',
      teaching:
        'A run goes on from its newest checkpoint as if it had not stopped, and any of them can be exported. Each holds both ' +
        'networks and what the optimisers remember: three times the weights.',
      unit: 'steps',
      group: 'output',
      decides: 'nothing',
    },
    every.default(0),
  ),
  'checkpoint.keep': field(
    {
      label: 'Keep checkpoints',
      help: 'Which ones stay as new ones come; the two newest and those you pinned always do.',
      teaching:
        'All of them is safest and largest: every epoch can be exported, or be the beginning of another run. One in each so ' +
        'many steps keeps a trail at a fraction of the size. The newest alone is enough to go on with the run. The best is told by ' +
        'what the run measures (checkpoint.bestBy), and a checkpoint that waits to be measured stays until it was. Without ' +
        'evaluations, each has 512 images drawn, or fewer where they are large, and their sliced Wasserstein distance on pixels ' +
        'to as many of the data set measured: of two that draw well it knows little, so look at the samples, and pin the one you like.',
      group: 'output',
      choiceLabels: {
        all: 'All',
        every: 'One in so many steps',
        newest: 'The newest and the pinned',
        best: 'The best, the newest and the pinned',
      },
      source: 'Rabin et al. 2011; Karras et al. 2018, section 5',
      decides: 'nothing',
    },
    z.enum(['all', 'every', 'newest', 'best']).default('all'),
  ),
  'checkpoint.keepEvery': field(
    {
      label: 'Keep one in',
      help: 'The last checkpoint in each so many steps stays.',
      teaching:
        'Works where checkpoints are kept one in so many steps. A number that several checkpoints fit into: with one each 500 ' +
        'steps, 5,000 keeps every tenth.',
      unit: 'steps',
      group: 'output',
      decides: 'nothing',
    },
    z.number().int().min(1).max(10_000_000).default(5000),
  ),
  'gradients.norms': field(
    {
      label: 'Gradient norms',
      help: 'Whether the length of each player’s gradient is logged.',
      teaching:
        'The length of the whole gradient of D and of G, over all their weights, before the optimiser. Of a D that is never ' +
        'wrong about the fakes G gets hardly any gradient; one that grows and grows comes before numbers that break. It changes ' +
        'nothing of what is trained.',
      group: 'output',
      choiceLabels: { off: 'Not logged', on: 'Logged' },
      source: 'Arjovsky & Bottou 2017, section 2; Pascanu et al. 2013',
      decides: 'nothing',
      ofNewRuns: 'on',
    },
    z.enum(['off', 'on']).default('off'),
  ),
  'gradients.every': field(
    {
      label: 'Norms every',
      help: 'The length is taken in one step of so many in which the player learns; 1: in each.',
      teaching:
        'Reading all gradients once more takes up to a tenth of a step of dense networks, and charts and diagnosis look at fifty ' +
        'steps and more at a time. One in eight shows the same course at an eighth of the time; 1 shows each step. With XLA it is taken in each.',
      unit: 'steps',
      group: 'output',
      source: 'docs/decisions/029-diagnosis.md: measured',
      decides: 'nothing',
      ofNewRuns: 8,
    },
    z.number().int().min(1).max(10_000).default(1),
  ),
  'tensorboard.everySteps': field(
    {
      label: 'TensorBoard every',
      help: 'Event files for TensorBoard, with the numbers of each so many steps; 0: none.',
      teaching:
        'For those who compare runs in TensorBoard: scalars, sample grids and histograms of the weights, written as training ' +
        'goes. They can also be made later from a run that has none.',
      unit: 'steps',
      group: 'output',
      decides: 'nothing',
    },
    every.default(0),
  ),
};
