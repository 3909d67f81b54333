import { measure, prepare, type Values } from '../../electron/engine/evaluation/measure.ts';
import { smallPictures } from '../../electron/engine/evaluation/small-pictures.ts';
import { openVision } from '../../electron/engine/host/vision/open.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import type { QualitySet } from './sets.ts';

/** So many fakes of each program are judged, and no more pictures that were held out. */
export const MOST_JUDGED = 1000;

export type Judgement = Pick<Values, 'kid' | 'kidSd' | 'fdLite0' | 'precision' | 'recall' | 'copies'>;

/**
 * Measures fakes beside pictures that no program has trained on.
 * @param fakes [n, height, width, channels], 0 … 255
 */
export async function judge({ image, trained, judges }: QualitySet, fakes: Uint8Array): Promise<Judgement> {
  await openDevice('cpu');
  const vision = await openVision();
  const size = image.height * image.width * image.channels;
  const features = (pixels: Uint8Array): Promise<Float32Array> => vision.features(pixels, image);
  const count = Math.min(MOST_JUDGED, judges.count);
  const pixels = judges.pixels.subarray(0, count * size);
  // Copies are looked for among all that were trained on, where they are few, and among the first of them else.
  const seen = Math.min(10_000, trained.count);
  const seenPixels = trained.pixels.subarray(0, seen * size);
  const prepared = prepare({
    real: { count, image, pixels, features: await features(pixels) },
    trained: {
      features: await features(seenPixels),
      small: smallPictures({ count: seen, image, pixels: seenPixels }),
    },
  });
  const made = { count: fakes.length / size, image, pixels: fakes, features: await features(fakes) };
  const { kid, kidSd, fdLite0, precision, recall, copies } = await measure(made, prepared);
  return { kid, kidSd, fdLite0, precision, recall, copies };
}
