import type { ImageTarget } from './messages.ts';
import { enlarge, type Raster, type Stretch } from './resample.ts';

/** How a camera was held: EXIF's 1 to 8. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Whether width and height change places when a picture stored so is turned upright. */
export const liesOnItsSide = (orientation: Orientation): boolean => orientation >= 5;

/** Which of a stored picture's axes are mirrored, as one goes along the upright picture's. */
const MIRRORED: Record<Orientation, { x: boolean; y: boolean }> = {
  1: { x: false, y: false },
  2: { x: true, y: false },
  3: { x: true, y: true },
  4: { x: false, y: true },
  5: { x: false, y: false },
  6: { x: false, y: true },
  7: { x: true, y: true },
  8: { x: true, y: false },
};

/** Turns a stored picture upright. */
export function upright(stored: Raster, orientation: Orientation): Raster {
  if (orientation === 1) return stored;
  const { channels } = stored;
  const onItsSide = liesOnItsSide(orientation);
  const [width, height] = onItsSide ? [stored.height, stored.width] : [stored.width, stored.height];
  const mirrored = MIRRORED[orientation];
  const data = new Uint8Array(stored.data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [alongX, alongY] = onItsSide ? [y, x] : [x, y];
      const fromX = mirrored.x ? stored.width - 1 - alongX : alongX;
      const fromY = mirrored.y ? stored.height - 1 - alongY : alongY;
      const from = (fromY * stored.width + fromX) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        data[(y * width + x) * channels + channel] = stored.data[from + channel] ?? 0;
    }
  }
  return { width, height, channels, data };
}

/** The length of one axis: of the picture, and of the image made, in pixels. */
interface Axis {
  length: number;
  count: number;
}

/** The part of an axis that is shown, and over how many of the image's pixels. @param other the other axis */
function stretchOf({ length, count }: Axis, other: Axis, fit: ImageTarget['fit']): Stretch {
  switch (fit) {
    case 'stretch':
      return { from: 0, length, count };
    case 'crop': {
      // A picture that was made smaller has the image's size by now: whole pixels are cut.
      if (length >= count && other.length >= other.count)
        return { from: Math.floor((length - count + 1) / 2), length: count, count };
      const shown = length * other.count <= other.length * count ? length : (count * other.length) / other.count;
      return { from: (length - shown) / 2, length: shown, count };
    }
    case 'pad': {
      const fills = length * other.count >= other.length * count;
      return { from: 0, length, count: fills ? count : Math.max(1, Math.round((length * other.count) / other.length)) };
    }
  }
}

/** Places pixels in the middle of a black image. */
function onBlack(inner: Raster, { width, height }: Pick<ImageTarget, 'width' | 'height'>): Uint8Array {
  const { channels } = inner;
  if (inner.width === width && inner.height === height) return inner.data;
  const image = new Uint8Array(width * height * channels);
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  for (let y = 0; y < inner.height; y += 1) {
    const row = inner.data.subarray(y * inner.width * channels, (y + 1) * inner.width * channels);
    image.set(row, ((top + y) * width + left) * channels);
  }
  return image;
}

/**
 * Makes the image of an upright picture: what stands over is cut, what is missing is black, and an axis that is too
 * short is enlarged. Axes that are too long must have been made smaller before, as far as the fit asks.
 * @returns height × width × channels bytes
 */
export function frame(picture: Raster, target: ImageTarget): Uint8Array {
  const across = { length: picture.width, count: target.width };
  const down = { length: picture.height, count: target.height };
  const inner = enlarge(picture, stretchOf(across, down, target.fit), stretchOf(down, across, target.fit));
  return onBlack(inner, target);
}
