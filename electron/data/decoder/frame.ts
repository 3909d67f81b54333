import type { Area } from '@shared/import/crop-window.ts';
import type { ImageTarget } from './messages.ts';
import { blur } from './blur.ts';
import { coloured } from './colour.ts';
import { detailFrom } from './crop.ts';
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

/** Where pixels of an upright picture lie in the stored one. @param picture upright, in pixels */
export function storedArea(
  { left, top, width, height }: Area,
  picture: { width: number; height: number },
  orientation: Orientation,
): Area {
  const along = { from: left, length: width, whole: picture.width };
  const down = { from: top, length: height, whole: picture.height };
  const [x, y] = liesOnItsSide(orientation) ? [down, along] : [along, down];
  const mirrored = MIRRORED[orientation];
  const first = ({ from, length, whole }: typeof along, backwards: boolean): number =>
    backwards ? whole - from - length : from;
  return { left: first(x, mirrored.x), top: first(y, mirrored.y), width: x.length, height: y.length };
}

/** The length of one axis: of the picture, and of the image made, in pixels. */
interface Axis {
  length: number;
  count: number;
}

/** Where a window of so many pixels begins that would begin at `middle` were it in the middle. */
type Place = (shown: number, middle: number) => number;

/** The part of an axis that is shown, and over how many of the image's pixels. @param other the other axis */
function stretchOf({ length, count }: Axis, other: Axis, fit: ImageTarget['fit'], place: Place): Stretch {
  switch (fit) {
    case 'stretch':
      return { from: 0, length, count };
    case 'crop': {
      // A picture that was made smaller has the image's size by now: whole pixels are cut.
      if (length >= count && other.length >= other.count)
        return { from: place(count, Math.floor((length - count + 1) / 2)), length: count, count };
      const shown = length * other.count <= other.length * count ? length : (count * other.length) / other.count;
      return { from: place(shown, (length - shown) / 2), length: shown, count };
    }
    case 'pad': {
      const fills = length * other.count >= other.length * count;
      return { from: 0, length, count: fills ? count : Math.max(1, Math.round((length * other.count) / other.length)) };
    }
  }
}

/** A picture is blurred over so large a part of the image that it lies around. */
const BLURRED = 1 / 16;

/** Mean colour of a picture's outermost pixels, so many in from each side. */
function edgeColour({ width, height, channels, data }: Raster): Uint8Array {
  const wide = Math.max(1, Math.floor(Math.min(width, height) / 16));
  const sums = new Float64Array(channels);
  let count = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      if (x >= wide && x < width - wide && y >= wide && y < height - wide) continue;
      count += 1;
      for (let channel = 0; channel < channels; channel += 1)
        sums[channel] = (sums[channel] ?? 0) + (data[(y * width + x) * channels + channel] ?? 0);
    }
  return Uint8Array.from(sums, (sum) => Math.round(sum / count));
}

/** What lies behind a padded picture: height × width × channels bytes. */
function groundFor(picture: Raster, target: ImageTarget): Uint8Array {
  const { width, height, padding } = target;
  const ground = new Uint8Array(width * height * picture.channels);
  const filled = (colour: Uint8Array): Uint8Array => ground.map((_, index) => colour[index % colour.length] ?? 0);
  switch (padding) {
    case 'black':
      return ground;
    case 'white':
      return ground.fill(255);
    case 'edge':
      return filled(edgeColour(picture));
    case 'blur': {
      const data = frame(picture, { ...target, fit: 'crop', crop: 'centre' });
      const radius = Math.max(1, Math.round(Math.max(width, height) * BLURRED));
      return blur({ width, height, channels: picture.channels, data }, radius).data;
    }
    default:
      return filled(coloured(padding, picture.channels));
  }
}

/** Places pixels in the middle of an image. */
function onGround(inner: Raster, picture: Raster, target: ImageTarget): Uint8Array {
  const { width, height } = target;
  const { channels } = inner;
  if (inner.width === width && inner.height === height) return inner.data;
  const image = groundFor(picture, target);
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  for (let y = 0; y < inner.height; y += 1) {
    const row = inner.data.subarray(y * inner.width * channels, (y + 1) * inner.width * channels);
    image.set(row, ((top + y) * width + left) * channels);
  }
  return image;
}

/**
 * Makes the image of an upright picture: what stands over is cut, what is missing is filled as the padding says, and an
 * axis that is too short is enlarged. Axes that are too long must have been made smaller before, as far as the fit asks.
 * @returns height × width × channels bytes
 */
export function frame(picture: Raster, target: ImageTarget): Uint8Array {
  const across = { length: picture.width, count: target.width };
  const down = { length: picture.height, count: target.height };
  const placeAlong =
    (axis: 'x' | 'y'): Place =>
    (shown, middle) =>
      target.crop === 'detail' && middle !== 0 ? detailFrom(picture, axis, shown, middle) : middle;
  const inner = enlarge(
    picture,
    stretchOf(across, down, target.fit, placeAlong('x')),
    stretchOf(down, across, target.fit, placeAlong('y')),
  );
  return onGround(inner, picture, target);
}
