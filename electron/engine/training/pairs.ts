import { generatorInput, imageRangeOf, type NetworkPair } from '@shared/network/layers.ts';
import type { Network } from '../network/network.ts';
import { permutation, type DrawKey } from '../random/draws.ts';
import { pixelsOf, scaledValues, type Images } from './batches.ts';
import { besideEachOther, partBeside } from '@shared/pictures-beside.ts';
import { drawImages, type LatentRows } from './samples.ts';

/** What G makes images of where it learns from pairs. @param pairs pixels [n, height, 2 · width, channels] */
export function inputRows(networks: NetworkPair, pairs: Uint8Array): LatentRows {
  const range = imageRangeOf(networks);
  return {
    latents: scaledValues(partBeside(pairs, networks.image, 0, 2), range),
    shape: generatorInput(networks),
    range,
  };
}

/** The numbers of some pairs by chance, those held out where there are any, each once before one comes again. */
export function somePairs({ count: all, split }: Images, count: number, key: DrawKey): Uint32Array {
  const held = split && split.heldOut.length > 0 ? split.heldOut : null;
  const order = permutation(key, held?.length ?? all);
  return Uint32Array.from({ length: count }, (_, at) => {
    const place = order[at % order.length] ?? 0;
    return held?.[place] ?? place;
  });
}

/** The pairs whose inputs a run's fixed samples are made of, [n, height, 2 · width, channels]. @throws {ForgerError} */
export const samplePairs = (images: Images, config: { seed: number; 'samples.count': number }): Uint8Array =>
  pixelsOf(
    images,
    somePairs(images, config['samples.count'], { seed: config.seed, purpose: 'sampleLatents', step: 0 }),
  );

/** What G's images are measured against: the images, or of pairs their targets. */
export function realsOf(images: Images, { image, pairs }: Pick<NetworkPair, 'image' | 'pairs'>): Images {
  if (!pairs) return images;
  const reader = {
    read: (indices: Uint32Array): Uint8Array => partBeside(pixelsOf(images, indices), image, 1, 2),
    lanes: (): never => {
      throw new Error('Targets are read for measuring alone.');
    },
  };
  return { ...images, pixels: reader, image };
}

/** Of pairs: each input, what G makes of it, and its target. @param pairs pixels @returns [count, height, 3 · width, channels] */
export async function drawBeside(generator: Network, networks: NetworkPair, pairs: Uint8Array): Promise<Uint8Array> {
  const { image } = networks;
  const made = await drawImages(generator, inputRows(networks, pairs));
  return besideEachOther([partBeside(pairs, image, 0, 2), made, partBeside(pairs, image, 1, 2)], image);
}
