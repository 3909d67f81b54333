import type { LettersOptions } from '@shared/letters.ts';
import type { Alphabet } from './alphabet.ts';
import { coverage } from './coverage.ts';
import { Draws } from './draws.ts';
import { boundsOf, type Outline } from './outline.ts';

/** What decides how a glyph looks, beside the fonts. */
export type GlyphStyle = Pick<LettersOptions, 'size' | 'tone' | 'share' | 'seed'>;

/** Width against height of the type's own proportions. */
const STRETCH = [0.82, 1.22] as const;
/** Tangent of the slant added to a face's own. */
const SHEAR = 0.22;
/** Tangent of half the angle: up to about 8° either way. */
const HALF_TURN = 0.07;
/** The longer side of the glyph against the side of the square. */
const FILL = [0.84, 1] as const;
/** How far the shorter side is drawn out towards the longer one: notMNIST's letters fill their squares. */
const SQUARENESS = [0.1, 0.7] as const;

/**
 * Slants, stretches and turns an outline, then fits it into the square. The turn goes by
 * cos θ = (1 − t²)/(1 + t²), sin θ = 2t/(1 + t²) with t = tan θ/2: a library's sine may differ between
 * machines, additions and divisions do not.
 * @returns polygons in pixels, y down.
 */
function place(outline: Outline, size: number, draws: Draws): Float64Array[] {
  const stretch = draws.between(...STRETCH);
  const shear = draws.around(SHEAR);
  const t = draws.around(HALF_TURN);
  const [cosine, sine] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
  const bent = outline.map((contour) => {
    const points = new Float64Array(contour.length);
    for (let at = 0; at < contour.length; at += 2) {
      const y = contour[at + 1] ?? 0;
      const x = ((contour[at] ?? 0) + shear * y) * stretch;
      points[at] = cosine * x - sine * y;
      points[at + 1] = sine * x + cosine * y;
    }
    return points;
  });
  const bounds = boundsOf(bent);
  if (bounds === null) return [];
  const [width, height] = [bounds.right - bounds.left, bounds.top - bounds.bottom];
  const longer = Math.max(width, height);
  const fill = size * draws.between(...FILL);
  const squareness = draws.between(...SQUARENESS);
  const drawnOut = (side: number): number => (fill * (side + (longer - side) * squareness)) / longer;
  const [wide, high] = [drawnOut(width), drawnOut(height)];
  // Near the middle, as letters lie in print.
  const offset = (side: number): number => (size - side) / 2 + draws.around((size - fill) / 2);
  const [left, top] = [offset(wide), offset(high)];
  const within = (pixels: number): number => Math.max(0, Math.min(size, pixels));
  for (const points of bent)
    for (let at = 0; at < points.length; at += 2) {
      points[at] = within(left + (((points[at] ?? 0) - bounds.left) * wide) / width);
      points[at + 1] = within(top + ((bounds.top - (points[at + 1] ?? 0)) * high) / height);
    }
  return bent;
}

function isDarkOnLight({ tone, share }: GlyphStyle, draw: number): boolean {
  return tone === 'mixed' ? draw < share : tone === 'dark-on-light';
}

/**
 * Draws one image. It follows from the fonts, the style, the character and its number alone.
 * @param number counts the images of this character, from 0.
 * @returns size × size bytes, 0 black to 255 white, rows first.
 */
export function drawGlyph(alphabet: Alphabet, style: GlyphStyle, character: string, number: number): Uint8Array {
  const draws = new Draws(`${style.seed}/${character}/${number}`);
  const outline = draws.pick(draws.pick(alphabet.families(character)));
  const inverted = isDarkOnLight(style, draws.uniform());
  const covered = coverage(place(outline, style.size, draws), style.size);
  const pixels = new Uint8Array(covered.length);
  for (let at = 0; at < pixels.length; at += 1) {
    const value = Math.round(255 * (covered[at] ?? 0));
    pixels[at] = inverted ? 255 - value : value;
  }
  return pixels;
}
