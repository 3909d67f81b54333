/** Sizes of an array's dimensions, without that of the batch; an image is [height, width, channels]. */
export type Shape = readonly number[];

/** How many numbers an array of this shape holds. */
export const product = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
