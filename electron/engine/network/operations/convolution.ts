import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

/** How a square kernel moves over an image. */
export interface Stride {
  stride: number;
  padding: 'same' | 'valid';
}

/** x and dy are [n, height, width, channels], a kernel is [size, size, channels in, channels out]. */
type Shape = readonly number[];
type Square = [number, number, number, number];

const common = (backend: NativeBackend, { stride, padding }: Stride) => [
  attributes.float32(backend, 'T'),
  attributes.integers(backend, 'strides', [1, stride, stride, 1]),
  attributes.text(backend, 'padding', padding === 'same' ? 'SAME' : 'VALID'),
  attributes.text(backend, 'data_format', 'NHWC'),
];

const sizes = (shape: Shape): tf.Tensor => tf.tensor1d([...shape], 'int32');

/*
 * A convolution is linear in the image and in the kernel. Its two gradients are convolutions too, and the gradients
 * of the three are the three again.
 */
const forward = defineKernel({
  name: 'ForgerConv2D',
  inputs: ['x', 'kernel'],
  native: (backend, { x, kernel }, how: Stride) =>
    backend.executeSingleOutput('Conv2D', common(backend, how), [x, kernel]),
  plain: ({ x, kernel }, { stride, padding }) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding),
  keepInputs: ['x', 'kernel'],
  gradient: (dy, { inputs: { x, kernel } }, how) => ({
    x: () => convolveBack(dy, kernel, x.shape, how),
    kernel: () => kernelGradient(x, dy, kernel.shape, how),
  }),
});

const backward = defineKernel({
  name: 'ForgerConv2DBackpropInput',
  inputs: ['dy', 'kernel'],
  native: (backend, { dy, kernel }, { shape, ...how }: Stride & { shape: Shape }) =>
    backend.executeSingleOutput('Conv2DBackpropInput', common(backend, how), [sizes(shape), kernel, dy]),
  plain: ({ dy, kernel }, { shape, stride, padding }) =>
    tf.conv2dTranspose(dy as tf.Tensor4D, kernel as tf.Tensor4D, [...shape] as Square, stride, padding),
  keepInputs: ['dy', 'kernel'],
  gradient: (dx, { inputs: { dy, kernel } }, how) => ({
    dy: () => convolve(dx, kernel, how),
    kernel: () => kernelGradient(dx, dy, kernel.shape, how),
  }),
});

const byKernel = defineKernel({
  name: 'ForgerConv2DBackpropFilter',
  inputs: ['x', 'dy'],
  native: (backend, { x, dy }, { shape, ...how }: Stride & { shape: Shape }) =>
    backend.executeSingleOutput('Conv2DBackpropFilter', common(backend, how), [x, sizes(shape), dy]),
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

const kernelGradient = (x: tf.Tensor, dy: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(byKernel({ x, dy }, { shape, stride, padding }), 0);

/** Convolution: [n, h, w, in] → [n, h′, w′, out], kernel [size, size, in, out]. */
export const convolve = (x: tf.Tensor, kernel: tf.Tensor, { stride, padding }: Stride): tf.Tensor =>
  at(forward({ x, kernel }, { stride, padding }), 0);

/**
 * The gradient of {@link convolve} by its image, which as a layer is the transposed convolution.
 * @param shape of the image, [n, h, w, channels in] @param dy [n, h′, w′, channels out]
 */
export const convolveBack = (dy: tf.Tensor, kernel: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(backward({ dy, kernel }, { shape, stride, padding }), 0);
