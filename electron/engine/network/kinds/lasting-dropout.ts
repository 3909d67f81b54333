import * as tf from '@tensorflow/tfjs-core';
import { broadcastTo } from '../operations/broadcast.ts';
import { createWeights, single, type Build } from './built-layer.ts';

export const buildLastingDropout: Build<'lastingDropout'> = (place, source) => {
  const weights = createWeights(place, source);
  const kept = weights.get('kept');
  const keep = 1 - place.layer.rate;
  return {
    ...weights,
    forward: (inputs, { mode, mask }) => {
      const x = single(inputs);
      if (mode === 'inference') {
        const [, ...shape] = x.shape;
        const choice = tf.reshape(kept.value, [1, ...shape]);
        return tf.mul(x, tf.mul(broadcastTo(choice, x.shape), 1 / keep));
      }
      if (!mask) throw new Error('A network with dropout needs masks in training.');
      return tf.mul(x, tf.mul(mask(place.index, x.shape, keep), 1 / keep));
    },
  };
};
