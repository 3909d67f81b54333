import { readdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { trainHere, smallLibrary } from './small-library.ts';

/**
 * Trains one run for long and says, after each checkpoint, what it holds: JSON lines.
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
  // The network that sees would be loaded at some moment, and what is measured within a share of time leaves the
  // variables read or unread, by the clock; that measuring holds nothing is tested by itself.
  'evaluations.every': 0,
  'evaluations.share': 0,
});
const CHECKPOINT_EVERY = 250;

/** What the process holds while it is paused: all is read and kept, and no step was saved after just now. */
function say(step: number): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { numTensors, numBytes } = tf.memory();
  const handles = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  const line = { step, tensors: numTensors, bytes: numBytes, memory: process.memoryUsage.rss(), handles };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const { state, message } = await trainHere(library, id, ({ what }, control) => {
  if (what === 'checkpoint') control.pause();
  if (what !== 'status' || !control.pausing) return;
  void library.readStatus(id).then((status) => {
    if (status.state !== 'paused' || !control.pausing) return;
    const justSaved = status.step % CHECKPOINT_EVERY === 0;
    if (!justSaved) say(status.step);
    control.resume();
    if (justSaved) setTimeout(() => control.pause(), 20);
  });
});
process.stdout.write(`${JSON.stringify({ state, message })}\n`);
