import type { ImageShape } from '../../electron/shared/network/layers.ts';

/** Grey pictures as the three channels of one. */
const CHANNELS = 3;

const padding = (grey: ImageShape, side: number): { top: number; left: number } => ({
  top: Math.floor((side - grey.height) / 2),
  left: Math.floor((side - grey.width) / 2),
});

/** Visits every pixel of grey pictures and its place among stacked ones. */
function eachPixel(
  grey: ImageShape,
  side: number,
  count: number,
  visit: (grey: number, stacked: number) => void,
): void {
  const { top, left } = padding(grey, side);
  let at = 0;
  for (let picture = 0; picture < count; picture++)
    for (let channel = 0; channel < CHANNELS; channel++)
      for (let y = 0; y < grey.height; y++)
        for (let x = 0; x < grey.width; x++)
          visit(at++, ((picture * side + y + top) * side + x + left) * CHANNELS + channel);
}

/**
 * Three grey pictures as the colours of one, in the middle of a black square (stacked MNIST: Metz et al. 2017, "Unrolled Generative Adversarial
 * Networks", section 3.3.1). @param pixels [3 count, height, width, 1], those of one picture one after another @returns [count, side, side, 3]
 */
export function stack(pixels: Uint8Array, grey: ImageShape, side: number): Uint8Array {
  const count = pixels.length / (CHANNELS * grey.height * grey.width);
  const out = new Uint8Array(count * side * side * CHANNELS);
  eachPixel(grey, side, count, (from, to) => (out[to] = pixels[from] as number));
  return out;
}

/** The grey pictures that stacked ones hold. @param pixels [count, side, side, 3] @returns [3 count, height, width, 1] */
export function unstack(pixels: Uint8Array, grey: ImageShape, side: number): Uint8Array {
  const count = pixels.length / (side * side * CHANNELS);
  const out = new Uint8Array(count * CHANNELS * grey.height * grey.width);
  eachPixel(grey, side, count, (to, from) => (out[to] = pixels[from] as number));
  return out;
}

/** How many of the combinations of three kinds there are. @param kinds of each grey picture, those of one stacked picture one after another */
export function modesOf(kinds: ArrayLike<number>, of: number): number {
  const found = new Set<number>();
  for (let at = 0; at + CHANNELS <= kinds.length; at += CHANNELS) {
    let code = 0;
    for (let channel = 0; channel < CHANNELS; channel++) code = code * of + (kinds[at + channel] as number);
    found.add(code);
  }
  return found.size;
}
