import type { ImageShape } from '../network/layers.ts';

/** Sides of those that are usually trained on pictures in colour. */
const COLOUR: Readonly<Record<string, number>> = {
  'dcgan-64': 64,
  fastgan: 64,
  r3gan: 64,
  'sngan-resnet': 32,
  sagan: 32,
  stylegan2: 64,
  projected: 64,
  pix2pix: 64,
};

/** The size of image a published recipe is usually trained on. */
export const usualImage = (preset: string): ImageShape => {
  const side = COLOUR[preset];
  return side === undefined ? { height: 28, width: 28, channels: 1 } : { height: side, width: side, channels: 3 };
};
