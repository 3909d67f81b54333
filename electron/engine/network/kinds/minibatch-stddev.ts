import { minibatchDeviation } from '../operations/minibatch-deviation.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildMinibatchStddev: Build<'minibatchStddev'> = ({ layer }) =>
  withoutWeights((x) => minibatchDeviation(x, layer.group));
