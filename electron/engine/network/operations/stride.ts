/** How a square kernel moves over an image. */
export interface Stride {
  stride: number;
  padding: 'same' | 'valid';
}

/** Pixels that padding adds on both sides together, so that `outputs` places of the kernel fit. */
export const paddingOf = ({ stride, padding }: Stride, size: number, side: number, outputs: number): number =>
  padding === 'same' ? Math.max(0, stride * (outputs - 1) + size - side) : 0;

/** Pixels of it above or to the left: the smaller half, as TensorFlow has it. */
export const paddingBefore = (how: Stride, size: number, side: number, outputs: number): number =>
  paddingOf(how, size, side, outputs) >> 1;
