import sharp, { type Sharp } from 'sharp';

/** A picture without symmetry: every row, column and channel differs, so that any mix-up shows. */
export function gradient(width: number, height: number, channels: 1 | 3 = 3, seed = 0): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, index) => {
    const pixel = Math.floor(index / channels);
    const [x, y, channel] = [pixel % width, Math.floor(pixel / width), index % channels];
    return (x * 5 + y * 11 + channel * 60 + seed * 17) % 256;
  });
}

/** The same as something sharp can encode. */
export const picture = (width: number, height: number, channels: 1 | 3 = 3, seed = 0): Sharp =>
  sharp(gradient(width, height, channels, seed), { raw: { width, height, channels } });
