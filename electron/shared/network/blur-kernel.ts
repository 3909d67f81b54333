/** Binomial weights along one side. */
export const BLUR_WEIGHTS: readonly number[] = [1, 3, 3, 1];

/** [4, 4, channels, 1], the same for every channel; the sum of a channel's is `gain`. */
export function blurKernel(channels: number, gain: number): Float32Array {
  const total = BLUR_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  const taps = BLUR_WEIGHTS.flatMap((row) => BLUR_WEIGHTS.map((column) => (gain * row * column) / total ** 2));
  return Float32Array.from({ length: taps.length * channels }, (_, place) => taps[Math.floor(place / channels)] ?? 0);
}
