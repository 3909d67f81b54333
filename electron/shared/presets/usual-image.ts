import type { ImageShape } from '../network/layers.ts';

/** The size of image a published recipe is usually trained on. */
export const usualImage = (preset: string): ImageShape =>
  preset === 'dcgan-64' || preset === 'fastgan'
    ? { height: 64, width: 64, channels: 3 }
    : { height: 28, width: 28, channels: 1 };
