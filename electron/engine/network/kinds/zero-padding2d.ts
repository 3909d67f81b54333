import * as tf from '@tensorflow/tfjs-core';
import { withoutWeights, type Build } from './built-layer.ts';

export const buildZeroPadding2d: Build<'zeroPadding2d'> = ({ layer: { by } }) =>
  withoutWeights((x) =>
    tf.pad(x, [
      [0, 0],
      [by, by],
      [by, by],
      [0, 0],
    ]),
  );
