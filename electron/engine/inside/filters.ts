import type { NetworkLook } from '@shared/inside.ts';
import type { NamedTensor, NetworkName } from '@shared/network/layers-model.ts';
import type { ImageShape, NetworkPair } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { summarizePair, type LayerSummary } from '@shared/network/summary.ts';
import { MOST_PICTURES, stretchedTogether } from './pictures.ts';

type Filters = NetworkLook['filters'];

/**
 * The kernels next to the image, as pictures: what the first layer of D looks for, or what the last of G draws with. Of
 * a dense layer a picture is as large as the image; of a convolution as large as its kernel.
 * @param tensors the weights of that network
 * @returns null where no layer with a plain kernel is next to the image
 */
export function filtersOf(pair: NetworkPair, network: NetworkName, tensors: readonly NamedTensor[]): Filters {
  const rows = summarizePair(pair)[network].layers;
  const row =
    network === 'discriminator'
      ? rows.find(({ trainable }) => trainable > 0)
      : rows.findLast(({ trainable }) => trainable > 0);
  const kernel = row && tensors.find(({ name }) => name === `${row.id}/kernel`);
  const cut = row && kernel && slicesOf(row, network, pair.image, kernel.shape);
  if (!cut) return null;
  const shown = Math.min(MOST_PICTURES, cut.count);
  const size = product([cut.height, cut.width, cut.channels]);
  const values = new Float32Array(shown * size);
  for (let filter = 0; filter < shown; filter++)
    for (let at = 0; at < size; at++) values[filter * size + at] = kernel.data[cut.place(filter, at)] ?? 0;
  const { height, width, channels } = cut;
  return { layer: row.id, pictures: stretchedTogether(values, { height, width, channels }, cut.count) };
}

/** How a kernel is cut into pictures. */
interface Slices extends ImageShape {
  count: number;
  /** Place in the kernel of a value of a picture, which is in the order row, column, channel. */
  place(filter: number, at: number): number;
}

function slicesOf(
  { layer, inputShapes: [input = []], outputShape }: LayerSummary,
  network: NetworkName,
  image: ImageShape,
  kernel: readonly number[],
): Slices | null {
  const outer = network === 'discriminator' ? input : outputShape;
  const last = kernel.at(-1) ?? 1;
  // Kernels are [..., in, out], but that of a transposed convolution, which is [..., out, in].
  const imageComesLast = (layer.type === 'conv2dTranspose') === (network === 'discriminator');
  switch (layer.type) {
    case 'dense': {
      if (product(outer) !== product([image.height, image.width, image.channels])) return null;
      const pixels = product(outer);
      return network === 'discriminator'
        ? { ...image, count: last, place: (filter, at) => at * last + filter }
        : { ...image, count: kernel[0] ?? 1, place: (filter, at) => filter * pixels + at };
    }
    case 'conv2d':
    case 'conv2dTranspose': {
      const [side = 1, , before = 1] = kernel;
      if (outer.at(-1) !== image.channels) return null;
      const { channels } = image;
      const shape = { height: side, width: side, channels };
      return imageComesLast
        ? {
            ...shape,
            count: before,
            place: (filter, at) => (Math.floor(at / channels) * before + filter) * channels + (at % channels),
          }
        : { ...shape, count: last, place: (filter, at) => at * last + filter };
    }
    default:
      return null;
  }
}
