import { upsample } from '../operations/upsample.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildUpsample2d: Build<'upsample2d'> = ({ layer }) => withoutWeights((x) => upsample(x, layer.factor));
