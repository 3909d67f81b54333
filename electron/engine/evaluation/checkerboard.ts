import { planes, ROUNDING, type Pictures } from './pictures.ts';
import { Spectrum, type Frequency } from './spectrum.ts';

/** Strides of 2 and 4, of the last layers: their peaks lie at multiples of a quarter cycle a pixel. */
const PERIOD = 4;
/** Fewest pixels a side: with fewer the peaks overlap. */
const LEAST = 16;

/** A frequency of strides, and those around it. */
interface Peak {
  at: Frequency;
  around: Frequency[];
}

/** Of two frequencies that are one wave, one is named: nine are left of the fifteen. */
const isNamed = (down: number, across: number): boolean =>
  down % 2 === 0 ? across <= PERIOD / 2 && down + across > 0 : down < PERIOD / 2;

function peaksOf(height: number, width: number): Peak[] {
  const steps = [0, 1, 2, 3];
  return steps.flatMap((down) =>
    steps
      .filter((across) => isNamed(down, across))
      .map((across) => {
        const at = { down: (down * height) / PERIOD, across: (across * width) / PERIOD };
        // The axes are ridges of any picture's spectrum: what lies on one is held against the ridge alone.
        const [downs, acrosses] = [down === 0 ? [0] : [-1, 0, 1], across === 0 ? [0] : [-1, 0, 1]];
        const around = downs.flatMap((y) => acrosses.map((x) => ({ down: at.down + y, across: at.across + x })));
        return { at, around: around.filter((one) => one.down !== at.down || one.across !== at.across) };
      }),
  );
}

/**
 * Of each frequency of strides, its power as a share of that around it, over all planes of the pictures; null for pictures
 * of fewer than 16 pixels a side. 1 where there is no peak.
 */
export function stridePeaks(pictures: Omit<Pictures, 'features'>): Float64Array | null {
  const { image } = pictures;
  // Strides divide what is transformed, so that a peak is one frequency.
  const [height, width] = [image.height - (image.height % PERIOD), image.width - (image.width % PERIOD)];
  if (Math.min(height, width) < LEAST) return null;
  const peaks = peaksOf(height, width);
  const spectrum = new Spectrum(
    peaks.flatMap(({ at, around }) => [at, ...around]),
    height,
    width,
  );
  for (const plane of planes(pictures)) spectrum.add(plane, image.width);
  const power = spectrum.power.map((sum) => sum / (pictures.count * image.channels) + ROUNDING);
  let place = 0;
  return Float64Array.from(peaks, ({ around }) => {
    const own = power[place] as number;
    const others = power.subarray(place + 1, place + 1 + around.length);
    place += 1 + around.length;
    return own / (others.reduce((sum, value) => sum + value, 0) / others.length);
  });
}

/**
 * Checkerboard: how far fakes repeat with the strides of transposed convolutions, whose kernels overlap unevenly (A. Odena,
 * V. Dumoulin, C. Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016). A pattern that repeats every 2 or 4 pixels
 * is a peak in the spectrum at multiples of a quarter cycle a pixel; each of the nine such waves' power is taken as a share of that around it, and
 * this as a share of the data's own; the mean over the nine. No unit; 1 as in the data, above it there is a pattern, 2 where
 * peaks are twice as strong; null for pictures of fewer than 16 pixels a side. The variance of rounding to
 * whole grey levels is added to all powers.
 * @param real of the data, from {@link stridePeaks}
 */
export function checkerboard(fakes: Omit<Pictures, 'features'>, real: Float64Array | null): number | null {
  const own = stridePeaks(fakes);
  if (own === null || real === null) return null;
  return own.reduce((sum, peak, at) => sum + peak / (real[at] as number), 0) / own.length;
}
