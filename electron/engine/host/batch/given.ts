import type { Seeing } from '@shared/batch.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { datasetImages } from '../../../data/index.ts';
import { permutation } from '../../random/draws.ts';
import type { BatchCommand } from './messages.ts';

/** Images one after another. */
interface Given {
  image: ImageShape;
  pixels: Uint8Array;
}

/**
 * The images of a batch: those that were handed over, or as many of a data set, drawn by seed and draw as a run draws its epochs.
 * @throws {ForgerError} `not-found`, `damaged`, …
 */
export async function givenImages(images: BatchCommand['images'], { settings, draw }: Seeing): Promise<Given> {
  if (images.kind === 'pixels') return images;
  const { library, bundledDir, dataset, count } = images;
  const drawn = await datasetImages(library, bundledDir, dataset, { label: null }, (_record, total) =>
    permutation({ seed: settings.seed, purpose: 'imageOrder', step: draw }, total).subarray(0, count),
  );
  const pixels = new Uint8Array(drawn.images.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const image of drawn.images) {
    pixels.set(image, at);
    at += image.length;
  }
  return { image: drawn.record.image, pixels };
}
