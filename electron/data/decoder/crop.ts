import type { Raster } from './resample.ts';

/** Places along an axis that are told apart, so that a thread of a picture takes no more memory than others. */
const MOST_BINS = 4096;

/** How strong edges are along one axis of a picture, in bins of so many pixels. */
interface Edges {
  step: number;
  strengths: Float64Array;
}

/** Differences of each pixel from its left and its upper neighbour, summed across the axis; whole numbers. */
function edgesAlong({ width, height, channels, data }: Raster, axis: 'x' | 'y'): Edges {
  const step = Math.ceil((axis === 'x' ? width : height) / MOST_BINS);
  const strengths = new Float64Array(Math.ceil((axis === 'x' ? width : height) / step));
  const row = width * channels;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const bin = Math.floor((axis === 'x' ? x : y) / step);
      for (let channel = 0, at = y * row + x * channels; channel < channels; channel += 1, at += 1) {
        const value = data[at] ?? 0;
        const across = x > 0 ? Math.abs(value - (data[at - channels] ?? 0)) : 0;
        const down = y > 0 ? Math.abs(value - (data[at - row] ?? 0)) : 0;
        strengths[bin] = (strengths[bin] ?? 0) + across + down;
      }
    }
  return { step, strengths };
}

/**
 * Where along an axis the window with the strongest edges begins; of several alike, the one nearest to the middle.
 * @param shown length of the window, in pixels, in fractions of them too
 * @param middle where it would begin in the middle: the answer where no other place is better
 */
export function detailFrom(picture: Raster, axis: 'x' | 'y', shown: number, middle: number): number {
  const { step, strengths } = edgesAlong(picture, axis);
  const bins = Math.max(1, Math.floor(shown / step));
  const last = Math.floor((axis === 'x' ? picture.width : picture.height) - shown);
  let strength = strengths.subarray(0, bins).reduce((sum, value) => sum + value, 0);
  const found: { from: number; strength: number }[] = [];
  for (let bin = 0; bin * step <= last; bin += 1) {
    found.push({ from: bin * step, strength });
    strength += (strengths[bin + bins] ?? 0) - (strengths[bin] ?? 0);
  }
  const most = found.reduce((best, place) => Math.max(best, place.strength), 0);
  const distance = (from: number): number => Math.abs(from - middle);
  const nearest = found
    .filter((place) => place.strength === most)
    .reduce((best, { from }) => (distance(from) < distance(best) ? from : best), Number.POSITIVE_INFINITY);
  // Nearer than one place is the middle itself, which may lie between two.
  return distance(nearest) < step ? middle : nearest;
}
