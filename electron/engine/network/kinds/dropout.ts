import * as tf from '@tensorflow/tfjs-core';
import { withoutWeights, type Build } from './built-layer.ts';

/** Srivastava et al. 2014; what is kept is divided by the share that is, so that inference needs no factor. */
export const buildDropout: Build<'dropout'> = ({ layer, index }) => {
  const keep = 1 - layer.rate;
  return withoutWeights((x, { mode, mask }) => {
    if (mode === 'inference' || layer.rate === 0) return x;
    if (!mask) throw new Error('A network with dropout needs masks in training.');
    return tf.mul(x, tf.mul(mask(index, x.shape, keep), 1 / keep));
  });
};
