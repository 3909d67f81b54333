import { z } from 'zod';
import { field } from '../field.ts';

export const DEVICE_CHOICES = ['auto', 'cuda', 'webgpu', 'cpu', 'js'] as const;

/** What trains, on what, where. */
export const runFields = {
  name: field(
    {
      label: 'Name',
      help: 'What this run is called in the list. It never becomes a file name.',
      group: 'run',
      main: true,
    },
    z.string().trim().max(120).default(''),
  ),
  preset: field(
    { label: 'Recipe', help: 'The published system whose networks and training step are used.', group: 'run' },
    z.string().min(1).max(64),
  ),
  dataset: field(
    { label: 'Images', help: 'The data set the generator learns to forge.', group: 'run' },
    z.string().min(1).max(64),
  ),
  seed: field(
    {
      label: 'Seed',
      help: 'Same seed, same run: weights, latents and the order of images follow from it.',
      group: 'run',
      main: true,
    },
    z.number().int().min(0).max(4_294_967_295).default(1),
  ),
  device: field(
    {
      label: 'Device',
      help: 'Where training runs; automatic takes the best one found on this machine.',
      group: 'run',
      choiceLabels: {
        auto: 'Automatic',
        cuda: 'NVIDIA GPU (CUDA)',
        webgpu: 'GPU (WebGPU)',
        cpu: 'CPU',
        js: 'JavaScript (slow)',
      },
    },
    z.enum(DEVICE_CHOICES).default('auto'),
  ),
  execution: field(
    {
      label: 'Step',
      help: 'Whether a training step runs as one compiled graph or op by op; automatic compiles where it can.',
      group: 'run',
      choiceLabels: { auto: 'Automatic', graph: 'Compiled graph', eager: 'Op by op' },
    },
    z.enum(['auto', 'graph', 'eager']).default('auto'),
  ),
};
