import { depthToSpace } from '../operations/depth-to-space.ts';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildPixelShuffle: Build<'pixelShuffle'> = ({ layer }) =>
  withoutWeights((x) => depthToSpace(x, layer.factor));
