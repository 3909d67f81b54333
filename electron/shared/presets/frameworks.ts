import type { Layer } from '../network/layers.ts';
import type { Recipe } from './recipe.ts';

/** What each framework means where a recipe names no number of its own. */

/** Keras' Adam: ε 1e-7, added to the root of the uncorrected second moment. */
export const KERAS_ADAM: Recipe['adamEpsilon'] = { value: 1e-7, addedTo: 'uncorrected' };
/** PyTorch's Adam: ε 1e-8, added to the root of the corrected second moment. */
export const TORCH_ADAM: Recipe['adamEpsilon'] = { value: 1e-8, addedTo: 'corrected' };
/** MXNet's Adam: ε 1e-8, added to the root of the uncorrected second moment. */
export const MXNET_ADAM: Recipe['adamEpsilon'] = { value: 1e-8, addedTo: 'uncorrected' };
/** Chainer's Adam: ε 1e-8, added to the root of the uncorrected second moment. */
export const CHAINER_ADAM: Recipe['adamEpsilon'] = { value: 1e-8, addedTo: 'uncorrected' };

/** TensorFlow's AdamOptimizer: ε 1e-8, added to the root of the uncorrected second moment. */
export const TF_ADAM: Recipe['adamEpsilon'] = { value: 1e-8, addedTo: 'uncorrected' };

/** PyTorch's BatchNorm2d: momentum 0.1 is the new share, so 0.9 is kept; ε 1e-5; running variance of the sample. */
export const TORCH_BATCH_NORM: Layer = {
  type: 'batchNorm',
  momentum: 0.9,
  epsilon: 1e-5,
  runningVariance: 'sample',
};
/** Gluon's BatchNorm: momentum 0.9, ε 1e-5, running variance of the population. */
export const MXNET_BATCH_NORM: Layer = {
  type: 'batchNorm',
  momentum: 0.9,
  epsilon: 1e-5,
  runningVariance: 'population',
};
/** Chainer's BatchNormalization: decay 0.9, ε 2e-5; running variance of the sample. */
export const CHAINER_BATCH_NORM = { momentum: 0.9, epsilon: 2e-5, runningVariance: 'sample' } as const;
/** SAGAN's conditional batch norm in TensorFlow: decay 0.999, ε 1e-5; running variance of the population. */
export const TF_BATCH_NORM = { momentum: 0.999, epsilon: 1e-5, runningVariance: 'population' } as const;
