import * as tf from '@tensorflow/tfjs';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { takePart } from '../../../electron/engine/host/bench/index.ts';
import type { PeerSubject } from '../peer-subject.ts';
import { stockStep } from './step.ts';

/**
 * A process that is measured: tfjs-node as its users write a training step, with its Layers API, op by op, on the very
 * TensorFlow that Forger uses.
 */
await takePart(async (subject) => {
  const { kind, title } = await openDevice('cpu');
  const started = performance.now();
  const step = stockStep(subject as PeerSubject);
  step();
  return {
    ready: {
      device: kind,
      library: `tfjs-node ${tf.version_core}, ${title}`,
      firstStepMs: performance.now() - started,
    },
    cycle: 1,
    stretch: (steps, milliseconds) => Promise.resolve(stretch(step, steps, milliseconds)),
  };
});

function stretch(step: () => void, steps: number, milliseconds: number): number {
  const started = performance.now();
  let made = 0;
  do {
    step();
    made += 1;
  } while (made < steps && performance.now() - started < milliseconds);
  return made;
}
