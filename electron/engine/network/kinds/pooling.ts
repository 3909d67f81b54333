import { averagePool, globalAveragePool, globalSumPool } from '../operations/average-pool.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildAveragePooling2d: Build<'averagePooling2d'> = ({ layer }) =>
  withoutWeights((x) => averagePool(x, { size: layer.kernelSize, stride: layer.stride }));
export const buildGlobalAveragePooling2d: Build<'globalAveragePooling2d'> = () => withoutWeights(globalAveragePool);
export const buildGlobalSumPooling2d: Build<'globalSumPooling2d'> = () => withoutWeights(globalSumPool);
