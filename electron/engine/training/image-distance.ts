import type { RunConfig } from '@shared/config/schema.ts';
import { imageRangeOf, type NetworkPair } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { isPaired } from '@shared/pairs.ts';
import {
  drawDirections,
  slicesOf,
  slicedWasserstein,
  type Directions,
  type Slices,
} from '../metric/sliced-wasserstein.ts';
import type { Network } from '../network/network.ts';
import { integers } from '../random/draws.ts';
import { pixelsOf, type Images } from './batches.ts';
import { drawLatents } from './latents.ts';
import { inputRows, realsOf } from './pairs.ts';
import { drawImages, partOfRows, type LatentRows } from './samples.ts';

const DIRECTIONS = 64;
/** Images on either side: this many, or fewer where they are large, so that it costs a few steps of training at most. */
const MOST_IMAGES = 512;
const FEWEST_IMAGES = 64;
const VALUES = 2 ** 21;
/** Images and directions are those of the data set, not of the run: its runs can be compared. */
const SEED = 0;

/**
 * How far a generator's images lie from those of the data set: the sliced Wasserstein distance on pixels from 0 to 255, in
 * grey levels. The same images, directions and latents each time, and nothing that training draws, so that checkpoints
 * of a run differ by what the generator learnt.
 */
export class ImageDistance {
  readonly #options: { networks: NetworkPair; config: RunConfig };
  readonly #directions: Directions;
  readonly #real: Slices;
  readonly #latents: LatentRows;

  /** @throws {ForgerError} where the images cannot be read */
  constructor(images: Images, options: { networks: NetworkPair; config: RunConfig }) {
    this.#options = options;
    const { networks, config } = options;
    const { height, width, channels } = networks.image;
    const size = height * width * channels;
    const count = Math.min(MOST_IMAGES, Math.max(FEWEST_IMAGES, Math.floor(VALUES / size)));
    const chosen = integers({ seed: SEED, purpose: 'distanceImages', step: 0 }, count, images.count);
    this.#directions = drawDirections({ seed: SEED, purpose: 'distanceDirections', step: 0 }, DIRECTIONS, size);
    this.#real = slicesOf(pixelsOf(realsOf(images, networks), chosen), this.#directions);
    if (isPaired(networks)) {
      // G is given the inputs whose targets these are.
      this.#latents = inputRows(networks, pixelsOf(images, chosen));
      return;
    }
    this.#latents = {
      latents: drawLatents(
        config['latent.prior'],
        { seed: config.seed, purpose: 'distanceLatents', step: 0 },
        count,
        networks.latentSize,
      ),
      shape: [networks.latentSize],
      range: imageRangeOf(networks),
      // G is asked for what the images show.
      ...(networks.classes !== undefined && {
        labels: Int32Array.from(chosen, (index) => images.labels?.[index] ?? 0),
      }),
    };
  }

  /** Waits for the device. */
  async of(generator: Network): Promise<number> {
    const rows = this.#latents;
    const { batch } = this.#options.config;
    const count = rows.latents.length / product(rows.shape);
    const made = new Uint8Array(count * this.#directions.size);
    // As many at once as in training, which has memory for them.
    for (let from = 0; from < count; from += batch) {
      const pixels = await drawImages(generator, partOfRows(rows, from, batch));
      made.set(pixels, from * this.#directions.size);
    }
    return slicedWasserstein(slicesOf(made, this.#directions), this.#real);
  }
}
