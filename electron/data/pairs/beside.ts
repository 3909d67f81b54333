import type { ImageShape } from '@shared/network/layers.ts';

/** An input beside its target: height × 2 width × channels bytes. @param shape of each of the two */
export function beside(input: Uint8Array, target: Uint8Array, { height, width, channels }: ImageShape): Uint8Array {
  const row = width * channels;
  const pair = new Uint8Array(2 * height * row);
  for (let y = 0; y < height; y += 1) {
    pair.set(input.subarray(y * row, (y + 1) * row), 2 * y * row);
    pair.set(target.subarray(y * row, (y + 1) * row), (2 * y + 1) * row);
  }
  return pair;
}
