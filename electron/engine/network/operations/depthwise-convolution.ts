import * as tf from '@tensorflow/tfjs-core';
import { convolutionAttributes, sizes } from './convolution.ts';
import { at, defineKernel } from './kernel.ts';
import type { Stride } from './stride.ts';

/*
 * Each channel by kernels of its own (Chollet 2017, Xception). x is [n, height, width, channels], a kernel
 * [size, size, channels, multiplier], what comes out [n, h′, w′, channels · multiplier], channel by channel.
 */
type Shape = readonly number[];
type Square = [number, number, number, number];

const forward = defineKernel({
  name: 'ForgerDepthwiseConv2D',
  inputs: ['x', 'kernel'],
  native: (backend, { x, kernel }, how: Stride) =>
    backend.executeSingleOutput('DepthwiseConv2dNative', convolutionAttributes(backend, how), [x, kernel]),
  plain: ({ x, kernel }, { stride, padding }) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding),
  keepInputs: ['x', 'kernel'],
  gradient: (dy, { inputs: { x, kernel } }, how) => ({
    x: () => convolveDepthwiseBack(dy, kernel, x.shape, how),
    kernel: () => byKernel(x, dy, kernel.shape, how),
  }),
});

const runBack = defineKernel({
  name: 'ForgerDepthwiseConv2DBackpropInput',
  inputs: ['dy', 'kernel'],
  native: (backend, { dy, kernel }, { shape, ...how }: Stride & { shape: Shape }) =>
    backend.executeSingleOutput('DepthwiseConv2dNativeBackpropInput', convolutionAttributes(backend, how), [
      sizes(shape),
      kernel,
      dy,
    ]),
  plain: ({ dy, kernel }, { shape, stride, padding }) =>
    tf
      .engine()
      .runKernel(
        tf.DepthwiseConv2dNativeBackpropInput,
        { dy, filter: kernel },
        { strides: [stride, stride], pad: padding, dilations: [1, 1], inputShape: [...shape] as Square },
      ),
  keepInputs: ['dy', 'kernel'],
  gradient: (dx, { inputs: { dy, kernel } }, how) => ({
    dy: () => convolveDepthwise(dx, kernel, how),
    kernel: () => byKernel(dx, dy, kernel.shape, how),
  }),
});

const runByKernel = defineKernel({
  name: 'ForgerDepthwiseConv2DBackpropFilter',
  inputs: ['x', 'dy'],
  native: (backend, { x, dy }, { shape, ...how }: Stride & { shape: Shape }) =>
    backend.executeSingleOutput('DepthwiseConv2dNativeBackpropFilter', convolutionAttributes(backend, how), [
      x,
      sizes(shape),
      dy,
    ]),
  plain: ({ x, dy }, { shape, stride, padding }) =>
    tf
      .engine()
      .runKernel(
        tf.DepthwiseConv2dNativeBackpropFilter,
        { x, dy },
        { strides: [stride, stride], pad: padding, dilations: [1, 1], filterShape: [...shape] as Square },
      ),
  keepInputs: ['x', 'dy'],
  gradient: (dkernel, { inputs: { x, dy } }, how) => ({
    x: () => convolveDepthwiseBack(dy, dkernel, x.shape, how),
    dy: () => convolveDepthwise(x, dkernel, how),
  }),
});

const byKernel = (x: tf.Tensor, dy: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(runByKernel({ x, dy }, { shape, stride, padding }), 0);

/** Depthwise convolution: kernel [size, size, channels, multiplier] → [n, h′, w′, channels · multiplier]. */
export const convolveDepthwise = (x: tf.Tensor, kernel: tf.Tensor, { stride, padding }: Stride): tf.Tensor =>
  at(forward({ x, kernel }, { stride, padding }), 0);

/** The gradient of {@link convolveDepthwise} by its image. @param shape of the image */
export const convolveDepthwiseBack = (
  dy: tf.Tensor,
  kernel: tf.Tensor,
  shape: Shape,
  { stride, padding }: Stride,
): tf.Tensor => at(runBack({ dy, kernel }, { shape, stride, padding }), 0);
