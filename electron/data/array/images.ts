import { imageShapeSchema, type ImageShape } from '@shared/network/layers.ts';
import { refusedArray, type NpyHeader } from './npy-header.ts';

/** How an array holds images. */
export interface ImageArray {
  count: number;
  image: ImageShape;
  /** True for [n, channels, height, width]. */
  planes: boolean;
}

const CHANNELS = [1, 3];
const UNSIGNED_BYTE = /^[|<>=]?u1$/;
const shapeWords = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/**
 * [n, h, w]; [n, h, w, 1 or 3]; [n, 1 or 3, h, w]. Where both could be meant, channels are last, as Forger, Pillow and
 * Matplotlib have them.
 * @throws ForgerError `invalid-request`
 */
export function imagesOf({ type, fortran, shape }: NpyHeader): ImageArray {
  if (!UNSIGNED_BYTE.test(type))
    throw refusedArray(`its values are ${type}, and Forger reads bytes: save them as uint8, 0 black to 255 white`);
  if (fortran) throw refusedArray('it lies in Fortran order, columns first; save numpy.ascontiguousarray of it');
  const [count = 0, second = 0, third = 0, fourth = 0] = shape;
  const last = shape.length === 3 || CHANNELS.includes(fourth);
  const planes = shape.length === 4 && !last && CHANNELS.includes(second);
  const sides = planes
    ? { height: third, width: fourth, channels: second }
    : { height: second, width: third, channels: shape.length === 3 ? 1 : fourth };
  const image = imageShapeSchema.safeParse(sides);
  if ((shape.length !== 3 && shape.length !== 4) || !image.success)
    throw refusedArray(
      `its shape is ${shapeWords(shape)}, and images have [n, height, width], [n, height, width, 1 or 3] or [n, 1 or 3, height, width], 1 to 1024 pixels a side`,
    );
  return { count, image: image.data, planes };
}

/** Images of planes, channels first, as images with channels last. @param data in pieces of any size */
export async function* channelsLast(
  data: AsyncIterable<Uint8Array>,
  { height, width, channels }: ImageShape,
): AsyncGenerator<Uint8Array> {
  const plane = height * width;
  const held = new Uint8Array(plane * channels);
  let filled = 0;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + held.length - filled);
      held.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < held.length) continue;
      const image = new Uint8Array(held.length);
      for (let pixel = 0; pixel < plane; pixel += 1)
        for (let channel = 0; channel < channels; channel += 1)
          image[pixel * channels + channel] = held[channel * plane + pixel] ?? 0;
      yield image;
      filled = 0;
    }
  }
}
