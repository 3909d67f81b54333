import type { ImageShape } from '@shared/network/layers.ts';
import { toGrey } from '@shared/picture-measures.ts';

/** Gradients of Sobel's operator are up to 4 × 255 along an axis; a step of this many grey levels draws a line. */
const STEP = 32;
const LEAST = (4 * STEP) ** 2;

/**
 * Outlines of a picture: white where its brightness changes by a step along any direction, and most of all there; black
 * elsewhere. Gradients are Sobel's (Sobel and Feldman 1968), lines are made thin as Canny 1986 has it: only where no neighbour
 * across the line has a larger gradient. Beyond its sides the picture is black.
 * @param picture height × width × channels bytes
 * @returns height × width bytes, 0 or 255
 */
export function outlinesOf(picture: Uint8Array, { height, width, channels }: ImageShape): Uint8Array {
  const grey = channels === 1 ? picture : toGrey(picture);
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (grey[y * width + x] ?? 0);
  const gradient = (x: number, y: number): { across: number; down: number; squared: number } => {
    const side = (column: number): number => at(column, y - 1) + 2 * at(column, y) + at(column, y + 1);
    const line = (row: number): number => at(x - 1, row) + 2 * at(x, row) + at(x + 1, row);
    const across = side(x + 1) - side(x - 1);
    const down = line(y + 1) - line(y - 1);
    return { across, down, squared: across * across + down * down };
  };
  const outlines = new Uint8Array(height * width);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const { across, down, squared } = gradient(x, y);
      if (squared < LEAST) continue;
      const [stepX, stepY] = directionOf(across, down);
      // Of two neighbours that are as strong one alone is the line.
      const isStrongest =
        squared > gradient(x + stepX, y + stepY).squared && squared >= gradient(x - stepX, y - stepY).squared;
      if (isStrongest) outlines[y * width + x] = 255;
    }
  return outlines;
}

/** tan 22.5°: up to there a direction is nearer to an axis than to a diagonal. */
const DIAGONAL = Math.SQRT2 - 1;

/** The neighbour that a gradient points to. */
function directionOf(across: number, down: number): [number, number] {
  const [wide, high] = [Math.abs(across), Math.abs(down)];
  if (high <= DIAGONAL * wide) return [Math.sign(across), 0];
  if (wide <= DIAGONAL * high) return [0, Math.sign(down)];
  return [Math.sign(across), Math.sign(down)];
}
