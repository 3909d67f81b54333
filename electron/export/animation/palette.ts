import { gifenc, type Palette } from './gifenc.ts';

/** A picture as numbers of colours of its palette. */
export interface Indexed {
  index: Uint8Array;
  palette: Palette;
}

const MOST_COLOURS = 256;

/** All 256 greys: a grey picture is its own index. */
export const GREYS: Palette = Array.from({ length: MOST_COLOURS }, (_, level) => [level, level, level]);

/** The picture with exactly its own colours; null when it has more than 256. */
function exactly(rgb: Uint8Array): Indexed | null {
  const numbers = new Map<number, number>();
  const index = new Uint8Array(rgb.length / 3);
  for (let at = 0; at < index.length; at++) {
    const colour = ((rgb[at * 3] as number) << 16) | ((rgb[at * 3 + 1] as number) << 8) | (rgb[at * 3 + 2] as number);
    let number = numbers.get(colour);
    if (number === undefined) {
      if (numbers.size === MOST_COLOURS) return null;
      number = numbers.size;
      numbers.set(colour, number);
    }
    index[at] = number;
  }
  return { index, palette: [...numbers.keys()].map((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]) };
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] as number;
    rgba[to + 1] = rgb[from + 1] as number;
    rgba[to + 2] = rgb[from + 2] as number;
  }
  return rgba;
}

/** Up to 256 colours that come nearest to a picture's own; the same ones where there are no more. */
export function indexColours(rgb: Uint8Array): Indexed {
  const exact = exactly(rgb);
  if (exact) return exact;
  const rgba = withAlpha(rgb);
  const palette = gifenc.quantize(rgba, MOST_COLOURS);
  return { index: gifenc.applyPalette(rgba, palette), palette };
}
