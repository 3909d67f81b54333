import * as tf from '@tensorflow/tfjs-core';
import type { Seeing } from '@shared/batch.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { stepDraws } from '../../random/step-draws.ts';
import { scaled, toPixels } from '../../training/batches.ts';
import { drawsOf } from '../../training/device-draws.ts';
import { joinedPairs, partsOf } from '../../training/joined-pairs.ts';
import { shownOf } from '../../training/mirror.ts';
import { observe } from '../../training/objective/verdict.ts';

/**
 * Real images as an update of D is shown them, by the code that a training step runs: mirrored by chance, then augmented, with the noise
 * that a run begins with. The same draw of the same seed gives the same.
 * @param pixels images [n, height, width, channels], 0 black to 255 white
 * @returns as many, what lies beyond black and white cut off
 */
export async function seeBatch(
  pixels: Uint8Array,
  { height, width, channels }: ImageShape,
  { settings, range, draw, pairs }: Seeing,
): Promise<Uint8Array> {
  const seen = tf.tidy(() => {
    const draws = stepDraws(drawsOf(settings.seed)(draw));
    const given = tf.tensor4d(Float32Array.from(pixels), [
      ...([pixels.length / (height * width * channels), height, width] as const),
      channels,
    ]);
    const scaledAll = scaled(given, range);
    const images = shownOf(pairs ? joinedPairs(scaledAll) : scaledAll, settings, draws);
    const adapts = settings['ada.kind'] !== 'off';
    const p = adapts ? tf.scalar(settings['ada.probability']) : null;
    const noise = settings['noise.start'] > 0 ? tf.scalar(settings['noise.start']) : null;
    const observed = observe(
      { config: settings },
      { draws, noise, ...(p && { augmentation: { p, changes: settings['ada.changes'], range } }) },
      { images, labels: null },
    ).images;
    const parts = pairs && partsOf(observed);
    return parts ? tf.concat([parts.input, parts.target], 2) : observed;
  });
  try {
    return toPixels((await seen.data()) as Float32Array, range);
  } finally {
    seen.dispose();
  }
}
