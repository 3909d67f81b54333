import { gatedLinearUnit } from '../operations/gated-linear-unit.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildGlu: Build<'glu'> = () => withoutWeights(gatedLinearUnit);
