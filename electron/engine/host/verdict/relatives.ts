import { NEAREST_SHOWN, type Neighbour } from '@shared/verdict/verdict.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { trainedOf, type Trained } from '../../evaluation/copies.ts';
import { nearestTrained } from '../../evaluation/nearest.ts';
import { scale, scalingOf, type Scaling } from '../../evaluation/scaling.ts';
import { smallPictures } from '../../evaluation/small-pictures.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { featuresOfDataset, type FeaturesOptions } from '../vision/dataset-features.ts';
import { openVision } from '../vision/open.ts';
import { trainedImages } from '../vision/trained-images.ts';

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
    const { features, small, indices } = trainedImages(
      await featuresOfDataset(library, dataset, options),
      dataset.images,
    );
    if (indices.length < 2)
      throw new ForgerError(
        'invalid-request',
        'Copies can be told from two training images on; this data set has one.',
      );
    const scaling = scalingOf(features, indices.length);
    const trained = trainedOf({ features: scale(features, scaling), small });
    if (!trained) throw new Error('Two images gave no rows.');
    return new Relatives(key, indices, scaling, trained);
  }

  /** @param pixels of one picture, 0 … 255, of the data set's shape */
  async of(pixels: Uint8Array, images: Images): Promise<Neighbour[]> {
    const vision = await openVision();
    const features = scale(await vision.features(pixels, images.image), this.scaling);
    const small = smallPictures({ count: 1, image: images.image, pixels });
    const near = nearestTrained({ features, small }, this.trained, NEAREST_SHOWN);
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
