import { withoutWeights, type Build } from './built-layer.ts';

export const buildStyle: Build<'style'> = () => withoutWeights((x) => x);
