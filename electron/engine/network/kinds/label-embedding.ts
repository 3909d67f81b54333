import * as tf from '@tensorflow/tfjs-core';
import { matMul } from '../operations/mat-mul.ts';
import { createWeights, single, type Build } from './built-layer.ts';

/**
 * A learned row of numbers for each class. Rows are chosen by a product with one-hot labels: its gradient is a product
 * again, which is the same from run to run on a GPU too, unlike the scattered sums of a gather.
 */
export const buildLabelEmbedding: Build<'labelEmbedding'> = (place, source) => {
  const { layer, inputShapes } = place;
  const weights = createWeights(place, source);
  const embeddings = weights.get('embeddings');
  return {
    ...weights,
    forward: (inputs, { labels }) => {
      const x = single(inputs);
      if (!labels) throw new Error('A network that embeds labels needs them.');
      const rows = matMul(tf.oneHot(labels, layer.classes, 1, 0, 'float32'), embeddings.value);
      switch (layer.join) {
        case 'multiply':
          return tf.mul(x, rows);
        case 'append':
          return tf.concat([x, rows], 1);
        case 'plane':
          return tf.concat([x, tf.reshape(rows, [x.shape[0] ?? 0, ...(inputShapes[0] ?? []).slice(0, 2), 1])], 3);
      }
    },
  };
};
