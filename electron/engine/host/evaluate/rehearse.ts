import { MOST_IMAGES } from '@shared/checkpoint-evaluation.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { realsOf } from '../../training/pairs.ts';
import { FEATURES } from '../../vision/index.ts';
import type { DatasetFeatures } from '../vision/dataset-features.ts';
import { keptImages } from '../vision/kept-images.ts';
import { openVision } from '../vision/open.ts';
import { Meter, type Metered } from './meter.ts';

/**
 * Has in memory once what measuring a generator has there, before the run begins: the network that sees, features of the data set's images,
 * and both players again. Nothing is measured, which would take seconds and some MB more. Where the network that sees is missing the
 * run measures nothing, and this does neither.
 * @throws {ForgerError} out-of-memory comes as the layers below say it
 */
export async function rehearseMeasuring(run: Metered, state: TrainingState): Promise<void> {
  try {
    const meter = await Meter.knowing(await standIns(realsOf(run.images, run.record.networks)), run);
    await meter.rehearse(state, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof ForgerError) || !['not-found', 'damaged', 'invalid-request'].includes(error.code))
      throw error;
  }
}

/** Features of a few images in the place of all that are kept: as large, and there within a second. */
async function standIns(images: Images): Promise<DatasetFeatures> {
  const indices = keptImages(images.count);
  const vision = await openVision();
  const few = await vision.features(pixelsOf(images, indices.subarray(0, MOST_IMAGES)), images.image);
  const features = Float32Array.from({ length: indices.length * FEATURES }, (_, at) => few[at % few.length] ?? 0);
  return { features, indices };
}
