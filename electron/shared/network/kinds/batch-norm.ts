import { z } from 'zod';
import { ones, zeros, type LayerWeight } from '../layer-weight.ts';
import { epsilon } from './fields.ts';
import { defineKind, theInput, theValue } from './kind.ts';
import { plain } from './words.ts';

/** What a layer that normalises by the batch says, whatever it scales by. */
export const batchNormFields = {
  /** Share of the old running average kept at each update: Keras' meaning, i.e. 1 − PyTorch's. */
  momentum: z.number().min(0).max(1),
  epsilon,
  /**
   * Which batch variance feeds the running average: the population's (divide by n; Keras) or the
   * sample's (divide by n − 1; PyTorch). Normalisation itself always divides by n.
   */
  runningVariance: z.enum(['population', 'sample']),
};

export const batchNormWords = {
  momentum: 'momentum',
  epsilon: 'ε',
  runningVariance: {
    label: 'variance of',
    choices: { population: 'the batch (Keras)', sample: 'a sample (PyTorch)' },
  },
};

/** Its running averages, which are no weights to train. */
export const movingMoments = (shape: number[]): LayerWeight[] => [
  { ...zeros('movingMean', shape), trainable: false },
  { ...ones('movingVariance', shape), trainable: false },
];

export const batchNorm = defineKind(z.strictObject({ type: z.literal('batchNorm'), ...batchNormFields }))({
  words: {
    title: 'Batch norm',
    short: 'BN',
    help: 'Brings each feature to mean 0 and spread 1 over the batch.',
    parameters: batchNormWords,
    row: (layer) => `Batch norm, momentum ${plain(layer.momentum)}, ε ${plain(layer.epsilon)}`,
  },
  make: () => ({ type: 'batchNorm', momentum: 0.9, epsilon: 1e-5, runningVariance: 'population' }),
  shape: (_layer, inputs) => theInput(inputs),
  weights: (_layer, inputs) => {
    const shape = [theInput(inputs).at(-1) ?? 1];
    return [ones('gamma', shape), zeros('beta', shape), ...movingMoments(shape)];
  },
  keras: (layer) => ({
    className: 'BatchNormalization',
    config: { axis: -1, momentum: layer.momentum, epsilon: layer.epsilon, center: true, scale: true },
  }),
  graph: (g, layer, place) => {
    const spread = g.op('Rsqrt', [g.add(place.weight('movingVariance'), g.scalar(layer.epsilon))]);
    const scale = g.multiply(spread, place.weight('gamma'));
    const shift = g.subtract(place.weight('beta'), g.multiply(place.weight('movingMean'), scale));
    return g.add(g.multiply(theValue(place), scale), shift);
  },
  mixesBatch: true,
});
