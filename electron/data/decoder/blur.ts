import type { Raster } from './resample.ts';

/** Means over 2 × radius + 1 values along lines of a raster; beyond an end, its last value goes on. */
function blurLines(
  data: Uint8Array,
  line: { starts: readonly number[]; length: number; stride: number },
  radius: number,
): Uint8Array {
  const made = new Uint8Array(data.length);
  const { length, stride } = line;
  for (const start of line.starts) {
    const at = (index: number): number => data[start + Math.min(length - 1, Math.max(0, index)) * stride] ?? 0;
    let sum = 0;
    for (let index = -radius; index <= radius; index += 1) sum += at(index);
    for (let index = 0; index < length; index += 1) {
      made[start + index * stride] = Math.round(sum / (2 * radius + 1));
      sum += at(index + radius + 1) - at(index - radius);
    }
  }
  return made;
}

const PASSES = 3;

/** Blurs a picture by three boxes, nearly as a Gaussian of standard deviation `radius` does (W3C, Filter Effects 1). */
export function blur({ width, height, channels, data }: Raster, radius: number): Raster {
  const row = width * channels;
  const across = {
    starts: Array.from(
      { length: height * channels },
      (_, index) => Math.floor(index / channels) * row + (index % channels),
    ),
    ...{ length: width, stride: channels },
  };
  const down = { starts: Array.from({ length: row }, (_, index) => index), length: height, stride: row };
  let blurred = data;
  for (let pass = 0; pass < PASSES; pass += 1) blurred = blurLines(blurLines(blurred, across, radius), down, radius);
  return { width, height, channels, data: blurred };
}
