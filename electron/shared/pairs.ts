import type { ImageShape, NetworkPair } from './network/layers.ts';

/** Whether each image of a data set is an input, on the left, beside its target; of a recipe or networks, whether they learn from such. */
export const isPaired = ({ pairs }: { pairs?: true }): boolean => pairs === true;

/** The shape of a pair: its input beside its target. @param shape of each of the two */
export const pairShape = ({ height, width, channels }: ImageShape): ImageShape => ({
  height,
  width: 2 * width,
  channels,
});

/** The shape of the input, and of the target: one half of a pair. */
export const halfOf = ({ height, width, channels }: ImageShape): ImageShape => ({ height, width: width / 2, channels });

/** A sample of these networks: of pairs the input, what G makes of it and the target, side by side. */
export const sampleShape = ({ image, pairs }: Pick<NetworkPair, 'image' | 'pairs'>): ImageShape =>
  pairs ? { ...image, width: 3 * image.width } : image;
