import * as tf from '@tensorflow/tfjs-core';
import { leakyRelu, relu, relu6, sigmoid, tanh } from '../operations/activations.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildLeakyRelu: Build<'leakyRelu'> = ({ layer }) => withoutWeights((x) => leakyRelu(x, layer.slope));
export const buildRelu: Build<'relu'> = () => withoutWeights(relu);
export const buildRelu6: Build<'relu6'> = () => withoutWeights(relu6);
export const buildTanh: Build<'tanh'> = () => withoutWeights(tanh);
export const buildSigmoid: Build<'sigmoid'> = () => withoutWeights(sigmoid);
export const buildSwish: Build<'swish'> = () => withoutWeights((x) => tf.mul(x, sigmoid(x)));
