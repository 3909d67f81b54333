import { averagePool, globalAveragePool } from '../operations/average-pool.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildAveragePooling2d: Build<'averagePooling2d'> = ({ layer }) =>
  withoutWeights((x) => averagePool(x, { size: layer.kernelSize, stride: layer.stride }));
export const buildGlobalAveragePooling2d: Build<'globalAveragePooling2d'> = () => withoutWeights(globalAveragePool);
