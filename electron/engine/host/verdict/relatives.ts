import { NEAREST_SHOWN, type Neighbour } from '@shared/verdict/verdict.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { trainedOf, type Trained } from '../../evaluation/copies.ts';
import { nearestTrained } from '../../evaluation/nearest.ts';
import { scale, scalingOf, type Scaling } from '../../evaluation/scaling.ts';
import { FEATURES } from '../../vision/index.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { featuresOfDataset, type DatasetFeatures, type FeaturesOptions } from '../vision/dataset-features.ts';
import { openVision } from '../vision/open.ts';

/** Finds the training images that are most like a picture, by what a network that sees makes of both. */
export class Relatives {
  private constructor(
    /** Of the images it knows. */
    readonly key: string,
    /** Of the training images, ascending. */
    readonly indices: Uint32Array,
    readonly scaling: Scaling,
    readonly trained: Trained,
  ) {}

  /** Looks at the data set, the first time for all runs on it. @throws {ForgerError}; what the signal was aborted with */
  static async open(
    library: string,
    { key, ...dataset }: { key: string; hash: string; images: Images },
    options: FeaturesOptions,
  ): Promise<Relatives> {
    const { features, indices } = trainedAmong(await featuresOfDataset(library, dataset, options), dataset.images);
    if (indices.length < 2)
      throw new ForgerError(
        'invalid-request',
        'Copies can be told from two training images on; this data set has one.',
      );
    const scaling = scalingOf(features, indices.length);
    const trained = trainedOf(scale(features, scaling));
    if (!trained) throw new Error('Two images gave no rows.');
    return new Relatives(key, indices, scaling, trained);
  }

  /** @param pixels of one picture, 0 … 255, of the data set's shape */
  async of(pixels: Uint8Array, images: Images): Promise<Neighbour[]> {
    const vision = await openVision();
    const row = scale(await vision.features(pixels, images.image), this.scaling);
    const near = nearestTrained(row, this.trained, NEAREST_SHOWN);
    if (near.some(({ spacing }) => !Number.isFinite(spacing)))
      throw new ForgerError(
        'invalid-request',
        'The images of the data set are all alike: no copy can be told from them.',
      );
    const numbers = Uint32Array.from(near, ({ row }) => this.indices[row] ?? 0);
    const all = pixelsOf(images, numbers);
    const size = all.length / near.length;
    return near.map(({ row: _, ...one }, at) => {
      const index = numbers[at] ?? 0;
      return {
        ...{ ...one, index, label: images.labels?.[index] ?? null },
        pixels: all.slice(at * size, (at + 1) * size),
      };
    });
  }
}

/** Without those held out: D and G have not seen them. */
function trainedAmong(all: DatasetFeatures, { split }: Images): DatasetFeatures {
  if (!split) return all;
  const trained = new Set(split.trained);
  const places = [...all.indices.keys()].filter((place) => trained.has(all.indices[place] ?? 0));
  const features = new Float32Array(places.length * FEATURES);
  for (const [at, place] of places.entries())
    features.set(all.features.subarray(place * FEATURES, (place + 1) * FEATURES), at * FEATURES);
  return { features, indices: Uint32Array.from(places, (place) => all.indices[place] ?? 0) };
}
