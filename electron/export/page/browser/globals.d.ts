import type * as tfjs from '@tensorflow/tfjs';

declare global {
  /** tf.min.js, the script before these. */
  const tf: typeof tfjs;
}
