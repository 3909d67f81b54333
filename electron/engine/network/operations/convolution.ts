import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend, type OpAttribute } from '../../native/backend.ts';
import { depthToSpace } from './depth-to-space.ts';
import { at, defineKernel } from './kernel.ts';
import { matMul } from './mat-mul.ts';
import { kernelGradientInPatches } from './patches.ts';
import { paddingBefore, type Stride } from './stride.ts';

/** x and dy are [n, height, width, channels], a kernel is [size, size, channels in, channels out]. */
type Shape = readonly number[];
type Square = [number, number, number, number];

/** What TensorFlow's convolutions are told. */
export const convolutionAttributes = (backend: NativeBackend, { stride, padding }: Stride): OpAttribute[] => [
  attributes.float32(backend, 'T'),
  attributes.integers(backend, 'strides', [1, stride, stride, 1]),
  attributes.text(backend, 'padding', padding === 'same' ? 'SAME' : 'VALID'),
  attributes.text(backend, 'data_format', 'NHWC'),
];

/** A shape as TensorFlow takes it. */
export const sizes = (shape: Shape): tf.Tensor => tf.tensor1d([...shape], 'int32');

/*
 * A convolution is linear in the image and in the kernel. Its two gradients are convolutions too, and the gradients
 * of the three are the three again.
 */
const forward = defineKernel({
  name: 'ForgerConv2D',
  inputs: ['x', 'kernel'],
  native: (backend, { x, kernel }, how: Stride) =>
    backend.executeSingleOutput('Conv2D', convolutionAttributes(backend, how), [x, kernel]),
  plain: ({ x, kernel }, { stride, padding }) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding),
  keepInputs: ['x', 'kernel'],
  gradient: (dy, { inputs: { x, kernel } }, how) => ({
    x: () => convolveBack(dy, kernel, x.shape, how),
    kernel: () => kernelGradient(x, dy, kernel.shape, how),
  }),
});

const backwardInOne = (
  backend: NativeBackend,
  dy: tf.Tensor,
  kernel: tf.Tensor,
  shape: Shape,
  how: Stride,
): tf.Tensor =>
  backend.executeSingleOutput('Conv2DBackpropInput', convolutionAttributes(backend, how), [sizes(shape), kernel, dy]);

/** oneDNN works on 16 channels at once, needed or not: of an image with so few it takes four pixels for one instead. */
const FEW_CHANNELS = 8;

/**
 * With stride 2 a kernel meets a 2 × 2 block of pixels in the same way everywhere: a convolution with stride 1 of blocks
 * as pixels of four times the channels. The blocks begin where the padding does, and what lies outside is cut off.
 */
function backwardInBlocks(
  backend: NativeBackend,
  dy: tf.Tensor,
  kernel: tf.Tensor,
  [n = 0, height = 0, width = 0, channels = 0]: Shape,
): tf.Tensor {
  const [, rows = 0, columns = 0, filters = 0] = dy.shape;
  const size = kernel.shape[0] ?? 0;
  const taps = Math.ceil(size / 2);
  const more = 2 * taps - size;
  const border: [number, number] = [0, more];
  const even = more === 0 ? kernel : tf.pad(kernel, [border, border, [0, 0], [0, 0]]);
  const split = tf.transpose(tf.reshape(even, [taps, 2, taps, 2, channels, filters]), [0, 2, 1, 3, 4, 5]);
  const blocks = backwardInOne(
    backend,
    dy,
    tf.reshape(split, [taps, taps, 4 * channels, filters]),
    [n, rows + taps - 1, columns + taps - 1, 4 * channels],
    { stride: 1, padding: 'valid' },
  );
  const how: Stride = { stride: 2, padding: 'same' };
  return tf.slice(
    depthToSpace(blocks),
    [0, paddingBefore(how, size, height, rows), paddingBefore(how, size, width, columns), 0],
    [n, height, width, channels],
  );
}

const backward = defineKernel({
  name: 'ForgerConv2DBackpropInput',
  inputs: ['dy', 'kernel'],
  native: (backend, { dy, kernel }, { shape, ...how }: Stride & { shape: Shape }) =>
    how.stride === 2 && how.padding === 'same' && (shape[3] ?? 0) <= FEW_CHANNELS && !backend.isUsingGpuDevice
      ? backwardInBlocks(backend, dy, kernel, shape)
      : backwardInOne(backend, dy, kernel, shape, how),
  plain: ({ dy, kernel }, { shape, stride, padding }) =>
    tf.conv2dTranspose(dy as tf.Tensor4D, kernel as tf.Tensor4D, [...shape] as Square, stride, padding),
  keepInputs: ['dy', 'kernel'],
  gradient: (dx, { inputs: { dy, kernel } }, how) => ({
    dy: () => convolve(dx, kernel, how),
    kernel: () => kernelGradient(dx, dy, kernel.shape, how),
  }),
});

/** Numbers of a kernel that no longer stay in a core's cache, and pixels of a result that are few. */
const LARGE_KERNEL = 2 ** 20;
const FEW_PIXELS = 64;

/**
 * oneDNN's gradient by the kernel goes through all of it once an image, which for a large kernel and few pixels is more
 * memory than arithmetic. A product with all patches goes through it once.
 */
const paysInPatches = ([, rows = 0, columns = 0]: Shape, kernel: Shape): boolean =>
  tf.util.sizeFromShape([...kernel]) >= LARGE_KERNEL && rows * columns <= FEW_PIXELS;

const byKernel = defineKernel({
  name: 'ForgerConv2DBackpropFilter',
  inputs: ['x', 'dy'],
  native: (backend, { x, dy }, { shape, ...how }: Stride & { shape: Shape }) =>
    paysInPatches(dy.shape, shape) && !backend.isUsingGpuDevice
      ? kernelGradientInPatches(x, dy, shape, how)
      : backend.executeSingleOutput('Conv2DBackpropFilter', convolutionAttributes(backend, how), [x, sizes(shape), dy]),
  plain: ({ x, dy }, { shape, stride, padding }) =>
    tf.engine().runKernel(
      tf.Conv2DBackpropFilter,
      { x, dy },
      {
        strides: [stride, stride],
        pad: padding,
        dataFormat: 'NHWC',
        filterShape: [...shape],
      },
    ),
  keepInputs: ['x', 'dy'],
  gradient: (dkernel, { inputs: { x, dy } }, how) => ({
    x: () => convolveBack(dy, dkernel, x.shape, how),
    dy: () => convolve(x, dkernel, how),
  }),
});

/** The gradient of {@link convolve} by its kernel. @param shape of the kernel */
export const kernelGradient = (x: tf.Tensor, dy: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(byKernel({ x, dy }, { shape, stride, padding }), 0);

/** Convolution: [n, h, w, in] → [n, h′, w′, out], kernel [size, size, in, out]. */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, { stride, padding }: Stride): tf.Tensor {
  const [n = 0, height, width] = x.shape;
  const [size, , , out = 0] = kernel.shape;
  // A kernel as large as the image is a matrix.
  if (padding === 'valid' && height === size && width === size)
    return tf.reshape(matMul(tf.reshape(x, [n, -1]), tf.reshape(kernel, [-1, out])), [n, 1, 1, out]);
  return at(forward({ x, kernel }, { stride, padding }), 0);
}

/**
 * The gradient of {@link convolve} by its image, which as a layer is the transposed convolution.
 * @param shape of the image, [n, h, w, channels in] @param dy [n, h′, w′, channels out]
 */
export const convolveBack = (dy: tf.Tensor, kernel: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(backward({ dy, kernel }, { shape, stride, padding }), 0);
