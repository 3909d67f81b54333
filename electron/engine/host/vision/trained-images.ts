import type { TrainedImages } from '../../evaluation/measure.ts';
import { smallPictures, smallSize } from '../../evaluation/small-pictures.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { FEATURES } from '../../vision/index.ts';
import type { DatasetFeatures } from './dataset-features.ts';

/** Images read at once: of 256 × 256 in colour 50 MB. */
const BLOCK = 256;

/**
 * Of images whose features are known those that D and G have seen, without the ones held out, as copies are looked for among them.
 * Reads their pixels. @throws {ForgerError} where they cannot be read
 */
export function trainedImages(known: DatasetFeatures, images: Images): TrainedImages & { indices: Uint32Array } {
  const seen = images.split && new Set(images.split.trained);
  const places = [...known.indices.keys()].filter((place) => !seen || seen.has(known.indices[place] ?? 0));
  const indices = Uint32Array.from(places, (place) => known.indices[place] ?? 0);
  const features = new Float32Array(places.length * FEATURES);
  for (const [at, place] of places.entries())
    features.set(known.features.subarray(place * FEATURES, (place + 1) * FEATURES), at * FEATURES);
  const size = smallSize(images.image);
  const small = { values: new Float64Array(indices.length * size), count: indices.length, size };
  for (let from = 0; from < indices.length; from += BLOCK) {
    const some = indices.subarray(from, from + BLOCK);
    const pixels = pixelsOf(images, some);
    small.values.set(smallPictures({ count: some.length, image: images.image, pixels }).values, from * size);
  }
  return { indices, features, small };
}
