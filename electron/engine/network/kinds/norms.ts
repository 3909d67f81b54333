import { instanceNorm, layerNorm, pixelNorm } from '../operations/norms.ts';
import { createWeights, single, withoutWeights, type Build } from './built-layer.ts';

export const buildLayerNorm: Build<'layerNorm'> = (place, source) => {
  const weights = createWeights(place, source);
  const [gamma, beta] = [weights.get('gamma'), weights.get('beta')];
  return {
    ...weights,
    forward: (inputs) => layerNorm(single(inputs), gamma.value, beta.value, place.layer.epsilon),
  };
};

export const buildInstanceNorm: Build<'instanceNorm'> = (place, source) => {
  const weights = createWeights(place, source);
  const { affine, epsilon } = place.layer;
  if (!affine) return withoutWeights((x) => instanceNorm(x, epsilon, null));
  const [gamma, beta] = [weights.get('gamma'), weights.get('beta')];
  return {
    ...weights,
    forward: (inputs) => instanceNorm(single(inputs), epsilon, { gamma: gamma.value, beta: beta.value }),
  };
};

export const buildPixelNorm: Build<'pixelNorm'> = () => withoutWeights(pixelNorm);
