import { GLYPH_GAP, GLYPH_HEIGHT, glyphOf, textWidth } from './font.ts';

/** The strip below the images: how high it is and how large its letters are, in pixels of the animation. */
export interface LabelStrip {
  height: number;
  /** Pixels a side for each pixel of a glyph. */
  size: number;
}

/** Space around the letters, in glyph pixels. */
const MARGIN = 3;
/** Letters grow with the picture: one pixel more for each so many pixels of width. */
const WIDTH_PER_SIZE = 224;

/** Grey levels of strip and letters: 15 to 1 apart. */
export const LABEL_COLOURS = { paper: 14, ink: 232 } as const;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** "EPOCH 36", "EPOCH 0.43", "STEP 1,200": what stands in the strip. */
export const labelText = (unit: 'epoch' | 'step', at: number): string => `${unit.toUpperCase()} ${whole.format(at)}`;

/**
 * A strip in which all of these labels fit into so many pixels.
 * @returns null where even the smallest letters do not fit
 */
export function labelStrip(labels: readonly string[], width: number): LabelStrip | null {
  const widest = Math.max(0, ...labels.map(textWidth)) + 2 * MARGIN;
  const size = Math.min(Math.max(2, Math.round(width / WIDTH_PER_SIZE)), Math.floor(width / widest));
  return size < 1 ? null : { size, height: (GLYPH_HEIGHT + 2 * MARGIN) * size };
}

/** The rectangles of ink of a label in its strip, from the strip's upper left corner. */
export function* labelInk(text: string, { size }: LabelStrip): Generator<{ x: number; y: number; side: number }> {
  let left = MARGIN;
  for (const letter of text) {
    const { width, ink } = glyphOf(letter);
    for (const [row, places] of ink.entries())
      for (const [column, inked] of places.entries())
        if (inked) yield { x: (left + column) * size, y: (MARGIN + row) * size, side: size };
    left += width + GLYPH_GAP;
  }
}
