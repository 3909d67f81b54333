import * as tf from '@tensorflow/tfjs-core';
import { singularVectorOf } from '@shared/network/layer-weight.ts';
import { sumTo } from '../operations/broadcast.ts';
import { matMul } from '../operations/mat-mul.ts';
import { createWeights, single, type Build } from './built-layer.ts';
import { normedBy } from './linear.ts';

/** Rows are chosen by a product with one-hot labels, as a label embedding's are. */
export const buildLabelProjection: Build<'labelProjection'> = (place, source) => {
  const { classes, spectralNorm } = place.layer;
  const weights = createWeights(place, source);
  const embeddings = weights.get('embeddings');
  const vector = spectralNorm ? weights.get(singularVectorOf('embeddings')) : null;
  return {
    ...weights,
    forward: (inputs, pass) => {
      const x = single(inputs);
      if (!pass.labels) throw new Error('A network that projects on labels needs them.');
      const rows = matMul(tf.oneHot(pass.labels, classes, 1, 0, 'float32'), normedBy(vector, embeddings, pass));
      return sumTo(tf.mul(x, rows), [x.shape[0] ?? 0, 1]);
    },
  };
};
