import type { ImageShape } from '@shared/network/layers.ts';

/** A picture: pixels 0 … 255, rows first, channels last. */
export interface Picture extends ImageShape {
  pixels: Uint8Array;
}
