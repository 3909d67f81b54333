import { planes, ROUNDING, type Pictures } from './pictures.ts';

/** The gain of the filter for white noise: squares of 1, −2, 1 both ways. */
const GAIN = 36;

/** Mean square of a plane's second difference both across and down, in squared grey levels of white noise. */
function finest(plane: Float64Array, height: number, width: number): number {
  let sum = 0;
  const across = (at: number): number =>
    (plane[at - 1] as number) - 2 * (plane[at] as number) + (plane[at + 1] as number);
  for (let row = 1; row + 1 < height; row++)
    for (let column = 1; column + 1 < width; column++) {
      const at = row * width + column;
      sum += (across(at - width) - 2 * across(at) + across(at + width)) ** 2;
    }
  return sum / (GAIN * (height - 2) * (width - 2));
}

/** Mean logarithm of the finest energy of the planes of pictures, each at least that of rounding. */
export function logGrain(pictures: Omit<Pictures, 'features'>): number {
  const { height, width, channels } = pictures.image;
  let sum = 0;
  for (const plane of planes(pictures)) sum += Math.log(finest(plane, height, width) + ROUNDING);
  return sum / (pictures.count * channels);
}

/**
 * Grain: the energy of fakes at the highest spatial frequencies, those near the Nyquist frequency both across and down, where
 * networks fail to follow the data (R. Durall, M. Keuper, J. Keuper, "Watch your Up-Convolution: CNN Based Generative Deep
 * Neural Networks are Failing to Reproduce Spectral Distributions", CVPR 2020). Measured as the mean square of the second difference
 * [1 −2 1] taken both ways; the geometric mean over pictures, so that a few sharp ones do not speak for all, as a share of the data's. No
 * unit; 1 as in the data, below it fakes are blurred, above it noisy. The variance of rounding to whole grey levels is added to
 * either side, so that flat pictures have a grain.
 * @param real mean logarithm of the data's, from the same function
 */
export const grain = (fakes: Omit<Pictures, 'features'>, real: number): number => Math.exp(logGrain(fakes) - real);
