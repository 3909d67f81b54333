import { blur, blurDown, blurMargin, blurUp } from '../operations/blur.ts';
import { withoutWeights, type Build } from './built-layer.ts';

const FORMS = { none: blur, down: blurDown, up: blurUp, margin: blurMargin };

export const buildBlur: Build<'blur'> = ({ layer }) => withoutWeights(FORMS[layer.resample]);
