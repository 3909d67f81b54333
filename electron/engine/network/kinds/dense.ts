import { matMul } from '../operations/mat-mul.ts';
import type { Build } from './built-layer.ts';
import { buildLinear } from './linear.ts';

export const buildDense: Build<'dense'> = (place, source) =>
  buildLinear(place, source, (x, kernel) => matMul(x, kernel));
