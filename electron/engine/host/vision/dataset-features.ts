import { pixelsOf, type Images } from '../../training/batches.ts';
import { FEATURES, FEATURES_VERSION } from '../../vision/index.ts';
import { readFeatures, writeFeatures, type FeaturesOf } from '../../../store/features.ts';
import { keptImages } from './kept-images.ts';
import { openVision } from './open.ts';

/** Images between two writings, so that little is lost when work ends in between: some seconds. */
const BLOCK = 500;

export interface FeaturesOptions {
  /** Told after each block, and once where all were there. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface DatasetFeatures {
  /** [images, FEATURES], as Vision gives them. */
  features: Float32Array;
  /** The images they are of, ascending. */
  indices: Uint32Array;
}

/**
 * The features of a data set's images, worked out once for all runs on it and kept in the library by the data set's hash. What was
 * done of them before work was cut off is not done again.
 * @param library its folder
 * @param dataset its hash, and its images as they are opened to train on
 * @throws {ForgerError} not-found, damaged: there is no network that sees; no-space, …; the signal's reason when it is aborted
 */
export async function featuresOfDataset(
  library: string,
  { hash, images }: { hash: string; images: Images },
  { progress = () => undefined, signal }: FeaturesOptions = {},
): Promise<DatasetFeatures> {
  const indices = keptImages(images.count);
  const of: FeaturesOf = { hash, version: FEATURES_VERSION, width: FEATURES };
  const kept = await readFeatures(library, of);
  let done = Math.min(indices.length, kept.length / FEATURES);
  const features = new Float32Array(indices.length * FEATURES);
  features.set(kept.subarray(0, features.length));
  progress(done, indices.length);
  const vision = done < indices.length ? await openVision() : null;
  while (vision && done < indices.length) {
    signal?.throwIfAborted();
    const some = indices.subarray(done, done + BLOCK);
    features.set(await vision.features(pixelsOf(images, some), images.image), done * FEATURES);
    done += some.length;
    await writeFeatures(library, of, features.subarray(0, done * FEATURES));
    progress(done, indices.length);
  }
  return { features, indices };
}
