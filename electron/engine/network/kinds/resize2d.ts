import { resize } from '../operations/resize.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildResize2d: Build<'resize2d'> = ({ layer }) => withoutWeights((x) => resize(x, layer));
