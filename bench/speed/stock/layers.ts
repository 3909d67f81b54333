import * as tf from '@tensorflow/tfjs';
import type { Layer } from '@shared/network/layers.ts';

/** A list of layers as a user of tfjs makes a model of it. @throws for layers that only Forger has */
export function stockModel(layers: readonly Layer[], inputShape: readonly number[]): tf.Sequential {
  const model = tf.sequential();
  for (const [index, layer] of layers.entries())
    model.add(stockLayer(layer, index === 0 ? [...inputShape] : undefined));
  return model;
}

function stockLayer(layer: Layer, inputShape: number[] | undefined): tf.layers.Layer {
  const first = inputShape && { inputShape };
  switch (layer.type) {
    case 'dense':
      plain(layer);
      return tf.layers.dense({ ...first, units: layer.units, useBias: layer.useBias });
    case 'conv2d':
      plain(layer);
      return tf.layers.conv2d({ ...first, ...convolution(layer), padding: layer.padding });
    case 'conv2dTranspose':
      return tf.layers.conv2dTranspose({ ...first, ...convolution(layer), padding: 'same' });
    case 'upsample2d':
      return tf.layers.upSampling2d({ ...first, size: [layer.factor, layer.factor] });
    case 'leakyRelu':
      return tf.layers.leakyReLU({ ...first, alpha: layer.slope });
    case 'batchNorm':
      return tf.layers.batchNormalization({ ...first, momentum: layer.momentum, epsilon: layer.epsilon });
    case 'dropout':
      return tf.layers.dropout({ ...first, rate: layer.rate });
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return tf.layers.activation({ ...first, activation: layer.type });
    case 'flatten':
      return tf.layers.flatten({ ...first });
    case 'reshape':
      return tf.layers.reshape({ ...first, targetShape: layer.shape });
    default:
      throw new Error(`A list of tfjs' layers has none for ${layer.type}: it is not measured beside them.`);
  }
}

const convolution = (layer: { filters: number; kernelSize: number; stride: number; useBias: boolean }) => ({
  filters: layer.filters,
  kernelSize: layer.kernelSize,
  strides: layer.stride,
  useBias: layer.useBias,
});

function plain({ spectralNorm }: { spectralNorm?: boolean | undefined }): void {
  if (spectralNorm) throw new Error('tfjs has no spectral norm.');
}
