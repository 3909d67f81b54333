import * as tf from '@tensorflow/tfjs-core';
import type { Activation, Pictures } from '@shared/inside.ts';
import { kindOf } from '@shared/network/kinds/index.ts';
import { product } from '@shared/network/shape.ts';
import type { LayerSummary } from '@shared/network/summary.ts';
import type { Network } from '../network/network.ts';
import { LONGEST_SIDE, MOST_PICTURES, MOST_VALUES, stretchedEach } from './pictures.ts';

/** Values of all layers that are held at once: 64 MiB. */
const MOST_HELD = 2 ** 24;
/** Of a layer's largest value: what a unit may change by and still be dead, for float32's rounding. */
const ROUNDING = 1e-6;

export interface ActivationsArguments {
  network: Network;
  /** Its layers, of which those that it runs are told of. */
  rows: readonly LayerSummary[];
  /** [images, …input shape], image after image. */
  inputs: Float32Array;
  images: number;
  /** Of each image, where the network knows labels. */
  labels: Int32Array | null;
  /** The image whose maps are drawn. */
  sample: number;
  signal: AbortSignal;
  /** How many values of all layers are held at once. */
  mostHeld?: number;
}

/**
 * Runs a network on images in inference mode and tells of each layer what it gives: mean and deviation, how many units of
 * a hidden activation are dead, and maps of one sample.
 *
 * A unit is a feature of a flat layer, a channel of an image. It is dead where it gives the same for every image (of a
 * channel, at every place): nothing of what comes in passes, as behind a ReLU whose input is never above zero (Maas et
 * al. 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", section 2), and no gradient comes back.
 * @throws the signal's reason
 */
export async function activationsOf(args: ActivationsArguments): Promise<Activation[]> {
  const { network, rows, inputs, images, labels, sample, signal, mostHeld = MOST_HELD } = args;
  const inputShape = rows[0]?.inputShapes[0] ?? [];
  const size = inputs.length / images;
  const held = rows.reduce((sum, { outputShape }) => sum + product(outputShape), 0);
  const piece = Math.max(1, Math.min(images, Math.floor(mostHeld / held)));
  const tallies = rows.map((row) => new Tally(row));
  for (let from = 0; from < images; from += piece) {
    signal.throwIfAborted();
    const count = Math.min(piece, images - from);
    tf.tidy(() => {
      const x = tf.tensor(inputs.subarray(from * size, (from + count) * size), [count, ...inputShape]);
      const told = labels && tf.tensor1d(labels.subarray(from, from + count), 'int32');
      const values = network.runInside(x, { mode: 'inference', updateBuffers: false, ...(told && { labels: told }) });
      const shown = sample >= from && sample < from + count ? sample - from : null;
      for (const tally of tallies) tally.take(values.get(tally.layer), count, shown);
    });
    // Lets a cancellation in.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return tallies.filter(({ seen }) => seen).map((tally) => tally.told());
}

/** A layer that only changes the form of its input has nothing of its own to show. */
const shows = ({ layer }: LayerSummary): boolean => kindOf(layer).reshapes !== true;
const isHiddenActivation = ({ layer }: LayerSummary): boolean => kindOf(layer).hiddenActivation === true;

const read = (tensor: tf.Tensor): Float32Array => tensor.dataSync() as Float32Array;

interface Extremes {
  /** Of each value over the images of a piece, [places, units]. */
  least: Float32Array;
  most: Float32Array;
}

/** Maps of one image, one after another; a flat layer's values as one map. */
function mapsOf(
  row: LayerSummary,
  value: tf.Tensor,
  image: number,
): { width: number; height: number; of: number; values: Float32Array } | null {
  if (!shows(row)) return null;
  const [height = 1, width = 1, channels = 1] = row.outputShape;
  if (row.outputShape.length !== 3) {
    const count = Math.min(MOST_VALUES, product(row.outputShape));
    const columns = Math.ceil(Math.sqrt(count));
    const lines = Math.ceil(count / columns);
    const flat = read(tf.slice(tf.reshape(value, [value.shape[0] ?? 1, -1]), [image, 0], [1, count]));
    // Places left over are no values: as the least, they are black.
    const values = new Float32Array(columns * lines).fill(flat.reduce((least, one) => Math.min(least, one), Infinity));
    values.set(flat);
    return { width: columns, height: lines, of: 1, values };
  }
  const factor = Math.ceil(Math.max(height, width) / LONGEST_SIDE);
  const one = tf.slice(value, [image, 0, 0, 0], [1, height, width, channels]) as tf.Tensor4D;
  const small = factor === 1 ? one : tf.avgPool(one, factor, factor, 'valid');
  const [, lines = 1, columns = 1] = small.shape;
  const shown = Math.min(channels, MOST_PICTURES, Math.max(1, Math.floor(MOST_VALUES / (lines * columns))));
  const cut = tf.slice(small, [0, 0, 0, 0], [1, lines, columns, shown]);
  return { width: columns, height: lines, of: channels, values: read(tf.transpose(cut, [0, 3, 1, 2])) };
}

/** What is known of a layer after some pieces. */
class Tally {
  readonly #row: LayerSummary;
  #images = 0;
  #sum = 0;
  #squares = 0;
  #extremes: Extremes | null = null;
  #maps: Pictures | null = null;

  constructor(row: LayerSummary) {
    this.#row = row;
  }

  get layer(): string {
    return this.#row.id;
  }

  get seen(): boolean {
    return this.#images > 0;
  }

  /** @param value what it gave for a piece of so many images; undefined where it is computed together with another @param sample its place among them */
  take(value: tf.Tensor | undefined, images: number, sample: number | null): void {
    if (!value) return;
    const [mean = 0, square = 0] = read(tf.stack([tf.mean(value), tf.mean(tf.square(value))]));
    this.#images += images;
    this.#sum += images * mean;
    this.#squares += images * square;
    if (isHiddenActivation(this.#row)) this.#widen({ least: read(tf.min(value, 0)), most: read(tf.max(value, 0)) });
    const maps = sample === null ? null : mapsOf(this.#row, value, sample);
    if (maps) this.#maps = stretchedEach(maps.values, maps, maps.of);
  }

  #widen({ least, most }: Extremes): void {
    const known = this.#extremes;
    this.#extremes = {
      least: known ? known.least.map((value, at) => Math.min(value, least[at] ?? value)) : least,
      most: known ? known.most.map((value, at) => Math.max(value, most[at] ?? value)) : most,
    };
  }

  told(): Activation {
    const mean = this.#sum / this.#images;
    const variance = Math.max(0, this.#squares / this.#images - mean ** 2);
    return {
      layer: this.#row.id,
      mean: Number.isFinite(mean) ? mean : null,
      deviation: Number.isFinite(variance) ? Math.sqrt(variance) : null,
      ...(this.#extremes && { units: unitsOf(this.#extremes, this.#row.outputShape.at(-1) ?? 1) }),
      ...(this.#maps && { maps: this.#maps }),
    };
  }
}

function unitsOf({ least, most }: Extremes, count: number): { count: number; dead: number } {
  let largest = 0;
  for (const values of [least, most]) for (const value of values) largest = Math.max(largest, Math.abs(value));
  const alive = new Set<number>();
  for (let at = 0; at < most.length; at++)
    // Not "dead where it is less": what is no number is not dead.
    if (!((most[at] as number) - (least[at] as number) <= ROUNDING * largest)) alive.add(at % count);
  return { count, dead: count - alive.size };
}
