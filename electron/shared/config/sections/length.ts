import { z } from 'zod';
import { field } from '../field.ts';

/** How long, and how much at once. */
export const lengthFields = {
  epochs: field(
    { label: 'Epochs', help: 'How often every image is seen.', unit: 'epochs', group: 'length', main: true },
    z.number().int().min(1).max(100_000).default(100),
  ),
  steps: field(
    {
      label: 'Steps',
      help: 'Length of the run in training steps; 0 counts epochs instead.',
      unit: 'steps',
      group: 'length',
      main: true,
    },
    z.number().int().min(0).max(100_000_000).default(0),
  ),
  batch: field(
    { label: 'Batch', help: 'Images per step.', unit: 'images', group: 'length', main: true },
    z.number().int().min(2).max(4096).default(128),
  ),
};
