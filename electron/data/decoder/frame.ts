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

/**
 * The part of an axis that is shown, and over how many of the square's pixels.
 * @param length of the axis, @param other that of the other one, in pixels.
 */
function stretchOf(length: number, other: number, { size, fit }: ImageTarget): Stretch {
  switch (fit) {
    case 'stretch':
      return { from: 0, length, count: size };
    case 'crop': {
      const shorter = Math.min(length, other);
      // A picture that was made smaller has the square's size by now: whole pixels are cut.
      if (shorter >= size) return { from: Math.floor((length - size + 1) / 2), length: size, count: size };
      return { from: (length - shorter) / 2, length: shorter, count: size };
    }
    case 'pad':
      return { from: 0, length, count: Math.max(1, Math.round((length * size) / Math.max(length, other))) };
  }
}

/** Places pixels in the middle of a black square. */
function inSquare(inner: Raster, size: number): Uint8Array {
  const { width, height, channels } = inner;
  if (width === size && height === size) return inner.data;
  const square = new Uint8Array(size * size * channels);
  const left = Math.floor((size - width) / 2);
  const top = Math.floor((size - height) / 2);
  for (let y = 0; y < height; y += 1) {
    const row = inner.data.subarray(y * width * channels, (y + 1) * width * channels);
    square.set(row, ((top + y) * size + left) * channels);
  }
  return square;
}

/**
 * Makes the square of an upright picture: what stands over is cut, what is missing is black, and an axis that is too
 * short is enlarged. Axes that are too long must have been made smaller before, as far as the fit asks.
 * @returns size × size × channels bytes
 */
export function frame(picture: Raster, target: ImageTarget): Uint8Array {
  const { width, height } = picture;
  const inner = enlarge(picture, stretchOf(width, height, target), stretchOf(height, width, target));
  return inSquare(inner, target.size);
}
