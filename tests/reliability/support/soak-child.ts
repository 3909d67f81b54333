import { readdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { trainHere, smallLibrary } from './small-library.ts';

/**
 * Trains one run for long and says, at each checkpoint, what it holds: JSON lines.
 * Arguments: folder, eager or graph, steps. Needs `--expose-gc`.
 */
const [, , folder = '', execution = 'graph', steps = '5000'] = process.argv;
const { library, prepare } = await smallLibrary(folder);
const { id } = await prepare('fashion-gan-torch', {
  steps: Number(steps),
  execution: execution === 'eager' ? 'eager' : 'graph',
  'ema.decay': 0.9,
  'checkpoint.everySteps': 250,
  'samples.everySteps': 500,
});
let checkpoints = 0;
const { state, message } = await trainHere(library, id, ({ what }) => {
  if (what !== 'checkpoint') return;
  checkpoints += 1;
  (globalThis as { gc?: () => void }).gc?.();
  const { numTensors, numBytes } = tf.memory();
  const handles = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  const line = {
    step: 250 * checkpoints,
    tensors: numTensors,
    bytes: numBytes,
    memory: process.memoryUsage.rss(),
    handles,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
});
process.stdout.write(`${JSON.stringify({ state, message })}\n`);
