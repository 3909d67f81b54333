import type { ImageShape } from './network/layers.ts';

/** Whether each image of a data set is an input, on the left, beside its target; of a recipe, whether it learns from such. */
export const isPaired = ({ pairs }: { pairs?: true }): boolean => pairs === true;

/** The shape of a pair: its input beside its target. @param shape of each of the two */
export const pairShape = ({ height, width, channels }: ImageShape): ImageShape => ({
  height,
  width: 2 * width,
  channels,
});

/** The shape of the input, and of the target: one half of a pair. */
export const halfOf = ({ height, width, channels }: ImageShape): ImageShape => ({ height, width: width / 2, channels });
