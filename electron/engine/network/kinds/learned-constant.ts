import * as tf from '@tensorflow/tfjs-core';
import { broadcastTo } from '../operations/broadcast.ts';
import { createWeights, single, type Build } from './built-layer.ts';

export const buildLearnedConstant: Build<'learnedConstant'> = (place, source) => {
  const weights = createWeights(place, source);
  const value = weights.get('value');
  const { shape } = place.layer;
  return {
    ...weights,
    forward: (inputs) => broadcastTo(tf.reshape(value.value, [1, ...shape]), [single(inputs).shape[0] ?? 0, ...shape]),
  };
};
