import * as tf from '@tensorflow/tfjs-core';
import { convolutionAttributes, convolve, convolveBack, kernelGradient, sizes } from './convolution.ts';
import { at, defineKernel } from './kernel.ts';
import type { Stride } from './stride.ts';

/*
 * Channels in groups that do not see each other (Xie et al. 2017, ResNeXt). x and dy are [n, height, width, channels], a
 * kernel is [size, size, channels in a group, channels out]: group i makes the i-th part of the channels out. TensorFlow
 * reads the number of groups from the shapes; elsewhere each group is a convolution of its own.
 */
type Shape = readonly number[];

const groupsOf = (channels: number, kernel: Shape): number => channels / (kernel[2] ?? 1);

/** The parts of tensors group by group, to one result. */
const byGroup = (
  groups: number,
  tensors: readonly tf.Tensor[],
  run: (parts: readonly tf.Tensor[]) => tf.Tensor,
): tf.Tensor => {
  const split = tensors.map((tensor) => tf.split(tensor, groups, 3));
  const results = Array.from({ length: groups }, (_, group) => run(split.map((parts) => at(parts, group))));
  return tf.concat(results, 3);
};

/** A shape whose last axis is a group's part. */
const partOf = (shape: Shape, groups: number): number[] => [...shape.slice(0, 3), (shape[3] ?? 0) / groups];

const forward = defineKernel({
  name: 'ForgerGroupedConv2D',
  inputs: ['x', 'kernel'],
  native: (backend, { x, kernel }, how: Stride) =>
    backend.executeSingleOutput('Conv2D', convolutionAttributes(backend, how), [x, kernel]),
  plain: ({ x, kernel }, how) =>
    byGroup(groupsOf(x.shape[3] ?? 0, kernel.shape), [x, kernel], (parts) => convolve(at(parts, 0), at(parts, 1), how)),
  keepInputs: ['x', 'kernel'],
  gradient: (dy, { inputs: { x, kernel } }, how) => ({
    x: () => back(dy, kernel, x.shape, how),
    kernel: () => byKernel(x, dy, kernel.shape, how),
  }),
});

const runBack = defineKernel({
  name: 'ForgerGroupedConv2DBackpropInput',
  inputs: ['dy', 'kernel'],
  native: (backend, { dy, kernel }, { shape, ...how }: Stride & { shape: Shape }) =>
    backend.executeSingleOutput('Conv2DBackpropInput', convolutionAttributes(backend, how), [sizes(shape), kernel, dy]),
  plain: ({ dy, kernel }, { shape, ...how }) => {
    const groups = groupsOf(shape[3] ?? 0, kernel.shape);
    return byGroup(groups, [dy, kernel], (parts) =>
      convolveBack(at(parts, 0), at(parts, 1), partOf(shape, groups), how),
    );
  },
  keepInputs: ['dy', 'kernel'],
  gradient: (dx, { inputs: { dy, kernel } }, how) => ({
    dy: () => convolveGroups(dx, kernel, how),
    kernel: () => byKernel(dx, dy, kernel.shape, how),
  }),
});

const runByKernel = defineKernel({
  name: 'ForgerGroupedConv2DBackpropFilter',
  inputs: ['x', 'dy'],
  native: (backend, { x, dy }, { shape, ...how }: Stride & { shape: Shape }) =>
    backend.executeSingleOutput('Conv2DBackpropFilter', convolutionAttributes(backend, how), [x, sizes(shape), dy]),
  plain: ({ x, dy }, { shape, ...how }) => {
    const groups = groupsOf(x.shape[3] ?? 0, shape);
    return byGroup(groups, [x, dy], (parts) => kernelGradient(at(parts, 0), at(parts, 1), partOf(shape, groups), how));
  },
  keepInputs: ['x', 'dy'],
  gradient: (dkernel, { inputs: { x, dy } }, how) => ({
    x: () => back(dy, dkernel, x.shape, how),
    dy: () => convolveGroups(x, dkernel, how),
  }),
});

const back = (dy: tf.Tensor, kernel: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(runBack({ dy, kernel }, { shape, stride, padding }), 0);

const byKernel = (x: tf.Tensor, dy: tf.Tensor, shape: Shape, { stride, padding }: Stride): tf.Tensor =>
  at(runByKernel({ x, dy }, { shape, stride, padding }), 0);

/**
 * Grouped convolution, as many groups as x has times the kernel's channels.
 * @param x [n, h, w, groups · in] @param kernel [size, size, in, groups · out] @returns [n, h′, w′, groups · out]
 */
export const convolveGroups = (x: tf.Tensor, kernel: tf.Tensor, { stride, padding }: Stride): tf.Tensor =>
  at(forward({ x, kernel }, { stride, padding }), 0);
