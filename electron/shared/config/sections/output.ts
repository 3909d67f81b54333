import { z } from 'zod';
import { field } from '../field.ts';

const every = z.number().int().min(0).max(10_000_000);

/** What is kept on the way. */
export const outputFields = {
  'samples.everySteps': field(
    {
      label: 'Samples every',
      help: 'A grid of samples each so many steps; 0: after each epoch.',
      unit: 'steps',
      group: 'output',
    },
    every.default(0),
  ),
  'samples.count': field(
    { label: 'Samples per grid', help: 'How many fixed latents are drawn each time.', unit: 'images', group: 'output' },
    z.number().int().min(1).max(256).default(64),
  ),
  'checkpoint.everySteps': field(
    {
      label: 'Checkpoint every',
      help: 'Both networks and optimisers are saved each so many steps; 0: after each epoch.',
      unit: 'steps',
      group: 'output',
    },
    every.default(0),
  ),
  'tensorboard.everySteps': field(
    {
      label: 'TensorBoard every',
      help: 'Event files for TensorBoard, with the numbers of each so many steps; 0: none.',
      unit: 'steps',
      group: 'output',
    },
    every.default(0),
  ),
};
