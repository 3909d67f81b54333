/** Pixels as they lie in memory: rows first, channels last. */
export interface Raster {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

/** The stretch of one axis of a raster that is drawn anew over so many pixels. */
export interface Stretch {
  /** In pixels of the raster, in fractions of them too. */
  from: number;
  length: number;
  /** Pixels made of it. */
  count: number;
}

const LOBES = 3;
/** Pixels beside a stretch that its first and last new ones are made of too. */
const MARGIN = LOBES + 1;

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const turn = Math.PI * x;
  return (LOBES * Math.sin(turn) * Math.sin(turn / LOBES)) / (turn * turn);
}

/** Which pixels make a new one, the first of them, and with what weights, which add up to 1. */
interface Blend {
  first: number;
  weights: readonly number[];
}

function blends({ from, length, count }: Stretch, size: number): Blend[] {
  const scale = length / count;
  return Array.from({ length: count }, (_, index) => {
    const centre = from + (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - LOBES + 0.5));
    const end = Math.min(size, Math.floor(centre + LOBES + 0.5));
    const weights = Array.from({ length: end - first }, (_weight, at) => lanczos(first + at + 0.5 - centre));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

const isCopy = ({ from, length, count }: Stretch): boolean => length === count && Number.isInteger(from);

/**
 * Enlarges a part of a raster as Pillow does: Lanczos over three pixels on either side of each new one's middle, columns
 * first, rounded between the two. An axis whose stretch has its own length is copied.
 * @param across @param down neither may be made smaller: for that the filter would have to be wider.
 */
export function enlarge(raster: Raster, across: Stretch, down: Stretch): Raster {
  // Of a picture one pixel wide and a million high, only the rows that are shown are made wider.
  const first = Math.max(0, Math.floor(down.from) - MARGIN);
  const end = Math.min(raster.height, Math.ceil(down.from + down.length) + MARGIN);
  const rows = copyRows(raster, { from: first, length: end - first, count: end - first });
  const shown = { ...down, from: down.from - first };
  const wide = isCopy(across) ? copyColumns(rows, across) : resampleColumns(rows, across);
  return isCopy(shown) ? copyRows(wide, shown) : resampleRows(wide, shown);
}

function copyColumns(raster: Raster, { from, count }: Stretch): Raster {
  const { width, height, channels, data } = raster;
  if (from === 0 && count === width) return raster;
  const copied = new Uint8Array(count * height * channels);
  for (let y = 0; y < height; y += 1) {
    const start = (y * width + from) * channels;
    copied.set(data.subarray(start, start + count * channels), y * count * channels);
  }
  return { width: count, height, channels, data: copied };
}

function copyRows(raster: Raster, { from, count }: Stretch): Raster {
  const { width, height, channels, data } = raster;
  if (from === 0 && count === height) return raster;
  const row = width * channels;
  return { width, height: count, channels, data: data.subarray(from * row, (from + count) * row) };
}

function resampleColumns({ width, height, channels, data }: Raster, stretch: Stretch): Raster {
  const { count } = stretch;
  // Clamped rounds as Pillow does: half up, never beyond 0 and 255.
  const made = new Uint8ClampedArray(count * height * channels);
  blends(stretch, width).forEach(({ first, weights }, x) => {
    for (let y = 0; y < height; y += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (y * width + first) * channels + channel;
        const sum = weights.reduce((total, weight, index) => total + weight * (data[at + index * channels] ?? 0), 0);
        made[(y * count + x) * channels + channel] = Math.floor(sum + 0.5);
      }
    }
  });
  return { width: count, height, channels, data: new Uint8Array(made.buffer) };
}

function resampleRows({ width, height, channels, data }: Raster, stretch: Stretch): Raster {
  const row = width * channels;
  const made = new Uint8ClampedArray(stretch.count * row);
  blends(stretch, height).forEach(({ first, weights }, y) => {
    for (let at = 0; at < row; at += 1) {
      const sum = weights.reduce((total, weight, index) => total + weight * (data[(first + index) * row + at] ?? 0), 0);
      made[y * row + at] = Math.floor(sum + 0.5);
    }
  });
  return { width, height: stretch.count, channels, data: new Uint8Array(made.buffer) };
}
