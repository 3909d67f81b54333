import * as tf from '@tensorflow/tfjs-core';
import { averagePool } from '../network/operations/average-pool.ts';

/** A picture's sides and channels. */
export interface PictureShape {
  height: number;
  width: number;
  /** 1 grey, 3 red, green and blue. */
  channels: number;
}

/** The smaller side that a picture is enlarged to: of 28 pixels, the last stages would see 2 × 2 places. */
const LEAST = 56;
/** The larger side that a picture may have as it is. */
const MOST = 128;
/** What TensorFlow's EfficientNet-Lite was trained on: (value − 127) / 128. */
const [MIDDLE, SPREAD] = [127, 128];

/** The sides on which the network sees a picture, and how it gets there. */
export function seenSize({ height, width }: Pick<PictureShape, 'height' | 'width'>): {
  /** Pixels of a square that one is the mean of. */
  mean: number;
  height: number;
  width: number;
} {
  const mean = Math.ceil(Math.max(height, width) / MOST);
  const [rows, columns] = [Math.floor(height / mean), Math.floor(width / mean)];
  const factor = Math.max(1, LEAST / Math.min(rows, columns));
  return { mean, height: Math.round(rows * factor), width: Math.round(columns * factor) };
}

/**
 * Brings pictures to what the network takes. One whose larger side is over 128 is made smaller: of squares of as many pixels as that
 * takes, whole numbers, the means (what is left over at the end is cut off). One whose smaller side is below 56 is enlarged to it, both
 * sides alike, bilinear with half-pixel centres and corners not aligned: PyTorch's `F.interpolate(…, mode='bilinear',
 * align_corners=False)`. Grey becomes three equal channels, and values (x − 127) / 128.
 *
 * @param pixels [n, height, width, 1 or 3], 0 to 255
 * @returns [n, height′, width′, 3]; the caller's to dispose
 */
export function prepare(pixels: tf.Tensor4D): tf.Tensor4D {
  const [n, rows, columns, channels] = pixels.shape;
  const { mean, height, width } = seenSize({ height: rows, width: columns });
  return tf.tidy(() => {
    let x: tf.Tensor4D = pixels.toFloat();
    if (mean > 1) x = averagePool(x, { size: mean, stride: mean }) as tf.Tensor4D;
    if (x.shape[1] !== height || x.shape[2] !== width) x = tf.image.resizeBilinear(x, [height, width], false, true);
    x = tf.div(tf.sub(x, MIDDLE), SPREAD);
    return channels === 3 ? x : tf.broadcastTo(x, [n, height, width, 3]);
  });
}
