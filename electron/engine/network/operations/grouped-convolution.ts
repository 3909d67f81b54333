import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend, type NativeBackend } from '../../native/backend.ts';
import { convolutionAttributes, convolve, convolveBack, kernelGradient, sizes } from './convolution.ts';
import { at, defineKernel } from './kernel.ts';
import type { Stride } from './stride.ts';

/*
 * Channels in groups that do not see each other (Xie et al. 2017, ResNeXt). x and dy are [n, height, width, channels], a
 * kernel is [size, size, channels of a group, channels out]: group i makes the i-th part of the channels out. TensorFlow
 * reads the number of groups from the shapes; elsewhere each group is a convolution of its own.
 */
type Shape = readonly number[];
type Pair = readonly [tf.Tensor, tf.Tensor];

interface Grouped extends Stride {
  /** Whether TensorFlow is given all groups in one op. */
  atOnce: boolean;
}

const groupsOf = (channels: number, kernel: Shape): number => channels / (kernel[2] ?? 1);

/** The parts of two tensors group by group, to one result. */
function byGroup(groups: number, pair: Pair, run: (...parts: Pair) => tf.Tensor): tf.Tensor {
  const [first, second] = [tf.split(pair[0], groups, 3), tf.split(pair[1], groups, 3)];
  return tf.concat(
    first.map((part, group) => run(part, at(second, group))),
    3,
  );
}

/** A shape whose last axis is a group's part. */
const partOf = (shape: Shape, groups: number): number[] => [...shape.slice(0, 3), (shape[3] ?? 0) / groups];

const forwardByGroup = (x: tf.Tensor, kernel: tf.Tensor, how: Stride): tf.Tensor =>
  byGroup(groupsOf(x.shape[3] ?? 0, kernel.shape), [x, kernel], (part, weights) => convolve(part, weights, how));

const forward = defineKernel({
  name: 'ForgerGroupedConv2D',
  inputs: ['x', 'kernel'],
  native: (backend, { x, kernel }, { atOnce, ...how }: Grouped) =>
    atOnce
      ? backend.executeSingleOutput('Conv2D', convolutionAttributes(backend, how), [x, kernel])
      : forwardByGroup(x, kernel, how),
  plain: ({ x, kernel }, how) => forwardByGroup(x, kernel, how),
  keepInputs: ['x', 'kernel'],
  gradient: (dy, { inputs: { x, kernel } }, how) => ({
    x: () => back(dy, kernel, x.shape, how),
    kernel: () => byKernel(x, dy, kernel.shape, how),
  }),
});

const run = (x: tf.Tensor, kernel: tf.Tensor, { stride, padding, atOnce }: Grouped): tf.Tensor =>
  at(forward({ x, kernel }, { stride, padding, atOnce }), 0);

function backByGroup(dy: tf.Tensor, kernel: tf.Tensor, shape: Shape, how: Stride): tf.Tensor {
  const groups = groupsOf(shape[3] ?? 0, kernel.shape);
  const part = partOf(shape, groups);
  return byGroup(groups, [dy, kernel], (slopes, weights) => convolveBack(slopes, weights, part, how));
}

const runBack = defineKernel({
  name: 'ForgerGroupedConv2DBackpropInput',
  inputs: ['dy', 'kernel'],
  native: (backend, { dy, kernel }, { shape, atOnce, ...how }: Grouped & { shape: Shape }) =>
    atOnce
      ? backend.executeSingleOutput('Conv2DBackpropInput', convolutionAttributes(backend, how), [
          sizes(shape),
          kernel,
          dy,
        ])
      : backByGroup(dy, kernel, shape, how),
  plain: ({ dy, kernel }, { shape, ...how }) => backByGroup(dy, kernel, shape, how),
  keepInputs: ['dy', 'kernel'],
  gradient: (dx, { inputs: { dy, kernel } }, how) => ({
    dy: () => run(dx, kernel, how),
    kernel: () => byKernel(dx, dy, kernel.shape, how),
  }),
});

const back = (dy: tf.Tensor, kernel: tf.Tensor, shape: Shape, { stride, padding, atOnce }: Grouped): tf.Tensor =>
  at(runBack({ dy, kernel }, { shape, stride, padding, atOnce }), 0);

function kernelByGroup(x: tf.Tensor, dy: tf.Tensor, shape: Shape, how: Stride): tf.Tensor {
  const groups = groupsOf(x.shape[3] ?? 0, shape);
  const part = partOf(shape, groups);
  return byGroup(groups, [x, dy], (pixels, slopes) => kernelGradient(pixels, slopes, part, how));
}

const kernelAtOnce = (backend: NativeBackend, x: tf.Tensor, dy: tf.Tensor, shape: Shape, how: Stride): tf.Tensor =>
  backend.executeSingleOutput('Conv2DBackpropFilter', convolutionAttributes(backend, how), [x, sizes(shape), dy]);

const runByKernel = defineKernel({
  name: 'ForgerGroupedConv2DBackpropFilter',
  inputs: ['x', 'dy'],
  native: (backend, { x, dy }, { shape, atOnce, ...how }: Grouped & { shape: Shape }) =>
    atOnce ? kernelAtOnce(backend, x, dy, shape, how) : kernelByGroup(x, dy, shape, how),
  plain: ({ x, dy }, { shape, ...how }) => kernelByGroup(x, dy, shape, how),
  keepInputs: ['x', 'dy'],
  gradient: (dkernel, { inputs: { x, dy } }, how) => ({
    x: () => back(dy, dkernel, x.shape, how),
    dy: () => run(x, dkernel, how),
  }),
});

const byKernel = (x: tf.Tensor, dy: tf.Tensor, shape: Shape, { stride, padding, atOnce }: Grouped): tf.Tensor =>
  at(runByKernel({ x, dy }, { shape, stride, padding, atOnce }), 0);

const known = new WeakMap<NativeBackend, boolean>();

/**
 * Whether this TensorFlow has the gradients of groups: oneDNN's and cuDNN's kernels do, Eigen's refuse them. Asked by one
 * pixel in two groups, once; never while a step is traced, where ops are only imagined.
 */
export function convolvesGroupsAtOnce(backend: NativeBackend): boolean {
  const answer = known.get(backend);
  if (answer !== undefined) return answer;
  let works = true;
  try {
    tf.tidy(
      () =>
        void kernelAtOnce(backend, tf.ones([1, 1, 1, 2]), tf.ones([1, 1, 1, 2]), [1, 1, 1, 2], {
          stride: 1,
          padding: 'same',
        }),
    );
  } catch {
    works = false;
  }
  known.set(backend, works);
  return works;
}

/** A grouped convolution: as many groups as x has times the kernel's channels. */
export type GroupedConvolution = (x: tf.Tensor, kernel: tf.Tensor, how: Stride) => tf.Tensor;

/**
 * The form of grouped convolution for the current device, to be made before a step is traced:
 * x [n, h, w, groups · in], kernel [size, size, in, groups · out] → [n, h′, w′, groups · out].
 * @param atOnce whether TensorFlow is given all groups in one op
 */
export function groupedConvolution(atOnce?: boolean): GroupedConvolution {
  const backend = nativeBackend();
  const chosen = atOnce ?? (backend !== null && convolvesGroupsAtOnce(backend));
  return (x, kernel, { stride, padding }) => run(x, kernel, { stride, padding, atOnce: chosen });
}
