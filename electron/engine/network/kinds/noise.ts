import * as tf from '@tensorflow/tfjs-core';
import { broadcastTo } from '../operations/broadcast.ts';
import { addNoise } from '../operations/noise.ts';
import { times } from '../operations/times.ts';
import { createWeights, single, type Build } from './built-layer.ts';

export const buildNoise: Build<'noise'> = (place, source) => {
  const weights = createWeights(place, source);
  const { outputGain = 1 } = place.layer;
  const [scale, kept] = [weights.get('scale'), weights.get('kept')];
  return {
    ...weights,
    forward: (inputs, { mode, noise }) => {
      const x = single(inputs);
      const shape = [...x.shape.slice(0, -1), 1];
      const share = times(scale.value, outputGain);
      if (mode === 'inference')
        return addNoise(x, broadcastTo(tf.reshape(kept.value, [1, ...shape.slice(1)]), shape), share);
      if (!noise) throw new Error('A network with noise needs it drawn in training.');
      return addNoise(x, noise(place.index, shape), share);
    },
  };
};
