import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { StepDraws } from '../../random/step-draws.ts';
import type { Counts } from './adversarial-loss.ts';

const PURPOSES = { real: 'realTargets', fake: 'fakeTargets' } as const;

/** Whether D is told anything but 1 of real images and 0 of fakes. */
const isPlain = (config: RunConfig): boolean =>
  config['labels.flip'] === 0 &&
  config['labels.real.low'] === 1 &&
  config['labels.real.high'] === 1 &&
  config['labels.fake.low'] === 0 &&
  config['labels.fake.high'] === 0;

/**
 * What D is told of images, the real ones first: [n, 1] with smoothing, noise and flips as configured (Salimans et
 * al. 2016, section 3.4); null where it is the plain 1 and 0. A flipped image's target comes from the other range.
 */
export function drawTargets(config: RunConfig, draws: StepDraws, counts: Counts): tf.Tensor | null {
  if (isPlain(config)) return null;
  const of = (is: 'real' | 'fake'): tf.Tensor => {
    const shape = [counts[is], 1];
    const targets = fromRange(config, draws, is, shape);
    if (config['labels.flip'] === 0) return targets;
    const flipped = draws.trials('targetFlips', shape, config['labels.flip']);
    const other = fromRange(config, draws, is === 'real' ? 'fake' : 'real', shape);
    return tf.add(targets, tf.mul(flipped, tf.sub(other, targets)));
  };
  if (counts.fake === 0) return of('real');
  return counts.real === 0 ? of('fake') : tf.concat([of('real'), of('fake')]);
}

function fromRange(config: RunConfig, draws: StepDraws, is: 'real' | 'fake', shape: number[]): tf.Tensor {
  const ends = [config[`labels.${is}.low`], config[`labels.${is}.high`]];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return low === high ? tf.fill(shape, low) : draws.uniforms(PURPOSES[is], shape, low, high);
}
