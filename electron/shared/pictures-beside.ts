import type { ImageShape } from './network/layers.ts';

/** Pictures of one shape side by side, image for image. @param parts pixels [n, height, width, channels] each */
export function besideEachOther(parts: readonly Uint8Array[], { width, channels }: ImageShape): Uint8Array {
  const line = width * channels;
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  for (const [at, part] of parts.entries())
    for (let row = 0; row * line < part.length; row += 1)
      out.set(part.subarray(row * line, (row + 1) * line), (row * parts.length + at) * line);
  return out;
}

/** One of several pictures that lie side by side. @param shape of one of them @param of how many there are */
export function partBeside(pixels: Uint8Array, { width, channels }: ImageShape, at: number, of: number): Uint8Array {
  const line = width * channels;
  const out = new Uint8Array(pixels.length / of);
  for (let row = 0; row * line < out.length; row += 1) {
    const from = (row * of + at) * line;
    out.set(pixels.subarray(from, from + line), row * line);
  }
  return out;
}
