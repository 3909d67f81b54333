import { z } from 'zod';
import { field } from '../field.ts';

/** Length of a run, its batch and microbatches. */
export const lengthFields = {
  epochs: field(
    {
      label: 'Epochs',
      help: 'How often every image is seen.',
      unit: 'epochs',
      group: 'length',
      main: true,
      teaching:
        'GANs have no loss that says when to stop: look at the samples. A finished run can be given more epochs, and an ' +
        'earlier one can be picked when later samples are worse. A generator loss that climbs again late is the usual sign.',
      decides: 'nothing',
    },
    z.number().int().min(1).max(100_000).default(100),
  ),
  steps: field(
    {
      label: 'Steps',
      help: 'Length of the run in training steps; 0 counts epochs instead.',
      teaching:
        'A step is one turn of both networks. Recipes whose images are drawn at random, such as Keras-GAN, count steps; ' +
        'those that go through the whole set count epochs.',
      unit: 'steps',
      group: 'length',
      main: true,
      decides: 'nothing',
    },
    z.number().int().min(0).max(100_000_000).default(0),
  ),
  batch: field(
    {
      label: 'Batch',
      help: 'Images per step.',
      unit: 'images',
      group: 'length',
      main: true,
      teaching:
        'Larger batches give steadier gradients and use the device better; smaller ones make more, noisier steps of the same ' +
        'time. Batch norm needs at least some ten images. Memory grows with the batch: halve it when a run does not fit.',
    },
    z.number().int().min(1).max(4096).default(128),
  ),
  'schedule.steps': field(
    {
      label: 'Length of schedules',
      help: 'Steps over which learning rates and weights follow their schedules; 0: as many as the run is made for.',
      unit: 'steps',
      group: 'length',
      teaching:
        'A rate that falls to its end over the run has to know how long the run is. It is settled when the run is made: one that is ' +
        'told to go on for longer goes on at the end of its schedules, and a new run from one of its checkpoints begins them anew, ' +
        'over its own length.',
      source: 'Loshchilov & Hutter 2017, “SGDR: Stochastic Gradient Descent with Warm Restarts”',
    },
    z.number().int().min(0).max(100_000_000).default(0),
  ),
  'batch.accumulate': field(
    {
      label: 'Gradient accumulation',
      help: 'Microbatches a batch is learned in, one after another; their gradients make one update.',
      unit: 'microbatches',
      group: 'length',
      teaching:
        'Memory then holds the values of one microbatch instead of the whole batch, for a little more time. The update is that of the ' +
        'whole batch, up to rounding. What looks at a batch sees one microbatch: the statistics of batch norm, the moments of a ' +
        'penalty, and running averages, which move once in each. No microbatch has fewer than two images.',
      source: 'Ott et al. 2018, “Scaling Neural Machine Translation”',
    },
    z.number().int().min(1).max(256).default(1),
  ),
};
