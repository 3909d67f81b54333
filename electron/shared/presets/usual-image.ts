import type { ImageShape } from '../network/layers.ts';

/** The size of image a published recipe is usually trained on. */
export const usualImage = (preset: string): ImageShape =>
  ['dcgan-64', 'fastgan', 'r3gan'].includes(preset)
    ? { height: 64, width: 64, channels: 3 }
    : { height: 28, width: 28, channels: 1 };
