import { z } from 'zod';
import { field } from '../field.ts';

export const DEVICE_CHOICES = ['auto', 'cuda', 'webgpu', 'cpu', 'js'] as const;

/** What trains, on what, where. */
export const runFields = {
  name: field(
    {
      label: 'Name',
      help: 'What this run is called in the list. It never becomes a file name.',
      teaching:
        'A name that says what you try, such as “half width, label noise”, pays off when runs are compared. Left empty, it is ' +
        'made of the recipe and the images. It can be changed at any time.',
      group: 'run',
      main: true,
      decides: 'nothing',
    },
    z.string().trim().max(120).default(''),
  ),
  preset: field(
    {
      label: 'Recipe',
      help: 'The published system whose networks and training step are used.',
      group: 'run',
      teaching:
        'A recipe fixes both networks, the losses, the optimisers and the order of updates exactly as published. Every ' +
        'setting below starts at its value, so what you change is what differs from the paper.',
    },
    z.string().min(1).max(64),
  ),
  dataset: field(
    {
      label: 'Images',
      help: 'The data set the generator learns to forge.',
      group: 'run',
      teaching:
        'The generator never sees these images: it learns of them only through the discriminator. A few thousand of one ' +
        'kind are enough to begin with; the more kinds there are, the longer it takes.',
      decides: 'nothing',
    },
    // Its id in a run's record; its name will do where a run is asked for.
    z.string().min(1).max(120),
  ),
  seed: field(
    {
      label: 'Seed',
      help: 'Same seed, same run: weights, latents and the order of images follow from it.',
      teaching:
        'Every random number of the run is worked out from the seed and the step. With the same settings, images, processor, number of ' +
        'threads and version, the same seed gives the same run bit for bit on the CPU; change it to see how much of a result is luck. Two settings should be compared over several seeds.',
      group: 'run',
      main: true,
    },
    z.number().int().min(0).max(4_294_967_295).default(1),
  ),
  device: field(
    {
      label: 'Device',
      help: 'Where training runs; automatic takes the first of these that is here: NVIDIA GPU, CPU, GPU through WebGPU, JavaScript.',
      teaching:
        'A GPU pays for convolutional recipes and large batches; small dense ones are often as fast on the CPU. Results agree ' +
        'between devices up to rounding, which a GAN amplifies over thousands of steps.',
      group: 'run',
      choiceLabels: {
        auto: 'Automatic',
        cuda: 'NVIDIA GPU (CUDA)',
        webgpu: 'GPU (WebGPU)',
        cpu: 'CPU',
        js: 'JavaScript (slow)',
      },
      decides: 'rounding',
    },
    z.enum(DEVICE_CHOICES).default('auto'),
  ),
  execution: field(
    {
      label: 'Step',
      help: 'How a training step runs: as one compiled graph, with XLA, or eager, op by op; automatic compiles a graph wherever TensorFlow does.',
      teaching:
        'Eager, a step is hundreds of calls into TensorFlow; compiled, it is one or less. XLA also fuses the ops of dense ' +
        'networks, after some seconds of compiling: on some processors that is a little faster, on others much slower, which ' +
        '“forger bench” finds out. All three compute the same up to rounding, and a run keeps to one.',
      group: 'run',
      choiceLabels: { auto: 'Automatic', graph: 'Compiled graph', xla: 'Compiled with XLA', eager: 'Eager' },
      decides: 'rounding',
    },
    z.enum(['auto', 'graph', 'xla', 'eager']).default('auto'),
  ),
  precision: field(
    {
      label: 'Arithmetic',
      help: 'Single precision throughout, or convolutions and products in bfloat16, where the processor has it: faster, rougher.',
      teaching:
        'In bfloat16 a number has 8 significant bits in place of 24 and the same range. Weights, averages and optimiser keep ' +
        'all 24; only what enters convolutions and matrix products is rounded. Convolutional recipes train about half as ' +
        'fast again. A run repeats itself bit for bit here too, but it is another run than the one in single precision.',
      group: 'run',
      choiceLabels: { float32: 'Single precision', bfloat16: 'Mixed with bfloat16' },
    },
    z.enum(['float32', 'bfloat16']).default('float32'),
  ),
};
