import * as tf from '@tensorflow/tfjs-core';
import type { ImageRange, ImageShape } from '@shared/network/layers.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { integers, permutation } from '../random/draws.ts';
import type { PixelReader } from './pixel-reader.ts';

/** The images of a data set: count × height × width × channels, 0 black to 255 white. */
export interface Images {
  /** All of them in memory, or read as they are needed. */
  pixels: Uint8Array | PixelReader;
  count: number;
  image: ImageShape;
  /** Label number of each image; null without labels. */
  labels: Uint16Array | null;
  /** Group number of each image: those of a group are variants of one; left out where none are known. */
  groups?: Uint16Array;
  /** Which of them are held out; left out where none are. */
  split?: Split;
}

/** Numbers of images, ascending. */
export interface Split {
  /** Those that training takes, and no others. */
  trained: Uint32Array;
  heldOut: Uint32Array;
}

/** Pixels of the images of these numbers, one image after another. @throws {ForgerError} where they cannot be read */
export function pixelsOf({ pixels, image }: Images, indices: Uint32Array): Uint8Array {
  if (!(pixels instanceof Uint8Array)) return pixels.read(indices);
  const bytes = image.height * image.width * image.channels;
  const out = new Uint8Array(indices.length * bytes);
  for (const [place, index] of indices.entries())
    out.set(pixels.subarray(index * bytes, (index + 1) * bytes), place * bytes);
  return out;
}

/** How pixels 0 … 255 are scaled: (value − middle) / half. */
const SCALES: Record<ImageRange, { middle: number; half: number }> = {
  signed: { middle: 127.5, half: 127.5 },
  unit: { middle: 0, half: 255 },
};

const scaleTable = (range: ImageRange): Float32Array =>
  Float32Array.from({ length: 256 }, (_, value) => (value - SCALES[range].middle) / SCALES[range].half);

/** Pixels 0 … 255, scaled as G makes its images. */
export function scaledValues(pixels: Uint8Array, range: ImageRange, table = scaleTable(range)): Float32Array {
  const out = new Float32Array(pixels.length);
  for (let place = 0; place < pixels.length; place++) out[place] = table[pixels[place] as number] as number;
  return out;
}

/** Pixels 0 … 255 on the device, scaled as G makes its images. */
export function scaled(pixels: tf.Tensor, range: ImageRange): tf.Tensor {
  const { middle, half } = SCALES[range];
  return tf.div(middle === 0 ? pixels : tf.sub(pixels, middle), half);
}

/** Scaled values as pixels, rounded to the nearest of 0 … 255. */
export function toPixels(values: Float32Array, range: ImageRange): Uint8Array {
  const { middle, half } = SCALES[range];
  return Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value * half + middle))));
}

/** How many of the `count` real images of a step each update of D sees. */
export const shownReal = ({ discriminator }: Pick<Recipe, 'discriminator'>, count: number): number =>
  discriminator.share === 'half' ? Math.max(1, Math.floor(count / 2)) : count;

/** Chooses each step's images by seed and step. */
export class Batches {
  readonly stepsPerEpoch: number;
  /** Images that are trained on. */
  readonly #count: number;
  readonly #scaled: Float32Array;
  /** Of each part: this epoch's order, and that of another where batches are read ahead of it. */
  readonly #orders = new Map<number, { epoch: number; order: Uint32Array }[]>();

  constructor(
    readonly images: Images,
    readonly sampling: Recipe['sampling'],
    readonly size: number,
    readonly seed: number,
    readonly range: ImageRange,
  ) {
    this.#scaled = scaleTable(range);
    this.#count = images.split?.trained.length ?? images.count;
    this.stepsPerEpoch = Math.max(1, Math.ceil(this.#count / size));
  }

  /** How many images the step sees: the last batch of an epoch is as short as it comes. */
  sizeAt(step: number): number {
    if (this.sampling === 'replacement') return this.size;
    return Math.min(this.size, this.#count - (step % this.stepsPerEpoch) * this.size);
  }

  /** Numbers of the images of one D update. @param part which of the step's D updates; each has an order of its own */
  indices(step: number, part: number): Uint32Array {
    if (this.sampling === 'replacement')
      return this.#named(integers({ seed: this.seed, purpose: 'imageOrder', step, part }, this.size, this.#count));
    const start = (step % this.stepsPerEpoch) * this.size;
    return this.#order(Math.floor(step / this.stepsPerEpoch), part).subarray(start, start + this.sizeAt(step));
  }

  #order(epoch: number, part: number): Uint32Array {
    const held = this.#orders.get(part) ?? [];
    const known = held.find((one) => one.epoch === epoch);
    if (known) return known.order;
    const order = this.#named(permutation({ seed: this.seed, purpose: 'imageOrder', step: epoch, part }, this.#count));
    this.#orders.set(part, [...held.slice(-1), { epoch, order }]);
    return order;
  }

  /** Images by their places among those that are trained on. */
  #named(places: Uint32Array): Uint32Array {
    const trained = this.images.split?.trained;
    return trained ? places.map((place) => trained[place] as number) : places;
  }

  /** Pixels 0 … 255 on the device, scaled as `values` scales them. */
  scaled(pixels: tf.Tensor): tf.Tensor {
    return scaled(pixels, this.range);
  }

  /** Labels of the images of these numbers; zeros where images have none. */
  labels(indices: Uint32Array): Int32Array {
    const { labels } = this.images;
    return Int32Array.from(indices, (index) => labels?.[index] ?? 0);
  }

  /** The images of these numbers, one after another, scaled. @throws {ForgerError} where they cannot be read */
  values(indices: Uint32Array): Float32Array {
    return this.valuesOf(pixelsOf(this.images, indices));
  }

  /** Pixels 0 … 255, scaled. */
  valuesOf(pixels: Uint8Array): Float32Array {
    return scaledValues(pixels, this.range, this.#scaled);
  }
}
