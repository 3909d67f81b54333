import * as tf from '@tensorflow/tfjs-core';
import type { Affine } from './geometry.ts';

/** Pixels that one of the result lies between. */
const NEIGHBOURS = 4;

/** Where each pixel of the result comes from: the number of the pixel above and left of the place, [rows, 1] int32, and how much
 * this one, those right of it, below, and below to the right count, [rows, 4, 1]; rows are the pixels of all images. */
interface Places {
  pixels: tf.Tensor;
  shares: tf.Tensor;
}

/** Where along a side of the image places lie: the pixel before, and how far beyond that one, 0 … 1. @param fromEdge in pixels */
function between(fromEdge: tf.Tensor, side: number): { pixel: tf.Tensor; beyond: tf.Tensor } {
  // Over its edges the image goes on as its mirror image, and that as the image again. Whole numbers stay whole.
  const turns = tf.floor(tf.div(fromEdge, 2 * side));
  const fold = tf.abs(tf.sub(tf.sub(fromEdge, tf.mul(turns, 2 * side)), side));
  const at = tf.clipByValue(tf.sub(side - 0.5, fold), 0, side - 1);
  const pixel = tf.floor(at);
  return { pixel, beyond: tf.sub(at, pixel) };
}

const centred = (side: number): Float32Array =>
  Float32Array.from({ length: side }, (_, place) => place - (side - 1) / 2);

function placesIn([count = 0, height = 1, width = 1]: readonly number[], from: Affine): Places {
  const rows = count * height * width;
  const xs = tf.tensor(centred(width), [1, 1, width]);
  const ys = tf.tensor(centred(height), [1, height, 1]);
  const along = (byX: tf.Tensor, byY: tf.Tensor, shift: tf.Tensor, side: number): ReturnType<typeof between> => {
    const column = (one: tf.Tensor): tf.Tensor => tf.reshape(one, [count, 1, 1]);
    // What is the same for a row of pixels is worked out once.
    const row = tf.add(tf.mul(column(byY), ys), tf.add(column(shift), side / 2));
    return between(tf.add(tf.mul(column(byX), xs), row), side);
  };
  const across = along(from.xx, from.xy, from.x, width);
  const down = along(from.yx, from.yy, from.y, height);
  // Of all images whole numbers alone name every pixel.
  const firsts = Int32Array.from({ length: count }, (_, image) => image * height * width);
  const ofImage = tf.cast(tf.add(tf.mul(down.pixel, width), across.pixel), 'int32');
  const pixel = tf.add(ofImage, tf.tensor(firsts, [count, 1, 1], 'int32'));
  const [x, y] = [across.beyond, down.beyond];
  const both = tf.mul(x, y);
  const [right, below] = [tf.sub(x, both), tf.sub(y, both)];
  const here = tf.sub(tf.sub(1, x), below);
  return {
    pixels: tf.reshape(pixel, [rows, 1]),
    shares: tf.reshape(tf.stack([here, right, below, both], 3), [rows, NEIGHBOURS, 1]),
  };
}

/**
 * Images [n, height, width, channels] as they look where each pixel of the result comes from the place that `from` says,
 * between four pixels bilinearly. Linear in the images: its gradient is taken by the transpose, and that one's by itself.
 */
export const resample = (images: tf.Tensor, from: Affine): tf.Tensor => sampled(images, placesIn(images.shape, from));

const sampled = (images: tf.Tensor, places: Places): tf.Tensor => linear(images, places, sample, spreadOut);
/** The transpose of {@link sampled}: what each pixel of the result is, spread over those that it came from. */
const spreadOut = (images: tf.Tensor, places: Places): tf.Tensor => linear(images, places, spread, sampled);

type OfImages = (images: tf.Tensor, places: Places) => tf.Tensor;

/** A linear function of images whose gradient is its transpose. */
const linear = (images: tf.Tensor, { pixels, shares }: Places, compute: OfImages, transpose: OfImages): tf.Tensor =>
  tf.customGrad((given, save) => {
    // Places outlive the pass forward only where they are saved.
    (save as tf.GradSaveFunc)([pixels, shares]);
    return {
      value: compute(given as tf.Tensor, { pixels, shares }),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedPixels, savedShares] = saved as [tf.Tensor, tf.Tensor];
        return transpose(gradient, { pixels: savedPixels, shares: savedShares });
      },
    };
  })(images);

function sample(images: tf.Tensor, { pixels, shares }: Places): tf.Tensor {
  // tfjs' gather takes eight times as long.
  const four = tf.gatherND(neighbours(images), pixels);
  const parts = tf.mul(tf.reshape(four, [-1, NEIGHBOURS, images.shape[3] ?? 1]), shares);
  return tf.reshape(tf.sum(parts, 1), images.shape);
}

function spread(images: tf.Tensor, { pixels, shares }: Places): tf.Tensor {
  const channels = images.shape[3] ?? 1;
  const rows = images.size / channels;
  const parts = tf.mul(tf.reshape(images, [rows, 1, channels]), shares);
  const four = tf.unsortedSegmentSum(
    tf.reshape(parts, [rows, NEIGHBOURS * channels]),
    tf.reshape<tf.Rank.R1>(pixels, [rows]),
    rows,
  );
  return joined(four, images.shape);
}

/** How far right of a pixel and below it its neighbours lie, in their order. */
const OFFSETS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** Each pixel with its neighbours, [n·height·width, 4·channels]; 0 outside. */
function neighbours(images: tf.Tensor): tf.Tensor {
  const padded = tf.pad(images, [
    [0, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ]);
  const each = OFFSETS.map(([down, right]) => tf.slice(padded, [0, down, right, 0], images.shape));
  return tf.reshape(tf.concat(each, 3), [-1, NEIGHBOURS * (images.shape[3] ?? 1)]);
}

/** The transpose of {@link neighbours}. */
function joined(four: tf.Tensor, shape: number[]): tf.Tensor {
  const each = tf.split(tf.reshape(four, [...shape.slice(0, 3), -1]), NEIGHBOURS, 3);
  const moved = each.map((one, place) => {
    const [down, right] = OFFSETS[place] ?? [0, 0];
    const padded = tf.pad(one, [
      [0, 0],
      [down, 0],
      [right, 0],
      [0, 0],
    ]);
    return tf.slice(padded, [0, 0, 0, 0], shape);
  });
  return tf.addN(moved);
}
