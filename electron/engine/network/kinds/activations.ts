import { leakyRelu, relu, relu6, sigmoid, swish, tanh } from '../operations/activations.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildLeakyRelu: Build<'leakyRelu'> = ({ layer }) => withoutWeights((x) => leakyRelu(x, layer.slope));
export const buildRelu: Build<'relu'> = () => withoutWeights(relu);
export const buildRelu6: Build<'relu6'> = () => withoutWeights(relu6);
export const buildTanh: Build<'tanh'> = () => withoutWeights(tanh);
export const buildSigmoid: Build<'sigmoid'> = () => withoutWeights(sigmoid);
export const buildSwish: Build<'swish'> = () => withoutWeights(swish);
