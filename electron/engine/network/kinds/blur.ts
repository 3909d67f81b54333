import { blur, blurDown, blurUp } from '../operations/blur.ts';
import { withoutWeights, type Build } from './built-layer.ts';

const FORMS = { none: blur, down: blurDown, up: blurUp };

export const buildBlur: Build<'blur'> = ({ layer }) => withoutWeights(FORMS[layer.resample]);
