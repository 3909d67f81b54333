import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

const float32 = (backend: NativeBackend) => [attributes.float32(backend, 'T')];

interface Slope {
  slope: number;
}
const leak = (backend: NativeBackend, { slope }: Slope) => [
  ...float32(backend),
  attributes.number(backend, 'alpha', slope),
];

/*
 * The gradients of both go by the output, which is positive where the input is: so nobody needs the input any more, and
 * TensorFlow can join the activation to the bias before it. The output only chooses a piece; nothing flows back through it.
 */
const runLeakyRelu = defineKernel({
  name: 'ForgerLeakyRelu',
  inputs: ['x'],
  native: (backend, { x }, slope: Slope) => backend.executeSingleOutput('LeakyRelu', leak(backend, slope), [x]),
  plain: ({ x }, { slope }) => tf.leakyRelu(x, slope),
  keepOutputs: [true],
  gradient: (dy, { outputs }, { slope }) => ({ x: () => leakyReluGradient(dy, at(outputs, 0), slope) }),
});

const runLeakyReluGradient = defineKernel({
  name: 'ForgerLeakyReluGrad',
  inputs: ['dy'],
  native: (backend, { dy }, { y, slope }: Slope & { y: tf.Tensor }) =>
    backend.executeSingleOutput('LeakyReluGrad', leak(backend, { slope }), [dy, y]),
  plain: ({ dy }, { y, slope }) => tf.where(tf.greater(y, 0), dy, tf.mul(dy, slope)),
  gradient: (ddy, _kept, { y, slope }) => ({ dy: () => leakyReluGradient(ddy, y, slope) }),
});

const leakyReluGradient = (dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor =>
  at(runLeakyReluGradient({ dy }, { y, slope }), 0);

/** x where it is positive, else slope·x, with a slope from 0 to 1 (Maas et al. 2013). */
export const leakyRelu = (x: tf.Tensor, slope: number): tf.Tensor => at(runLeakyRelu({ x }, { slope }), 0);

const runRelu = defineKernel({
  name: 'ForgerRelu',
  inputs: ['x'],
  native: (backend, { x }) => backend.executeSingleOutput('Relu', float32(backend), [x]),
  plain: ({ x }) => tf.relu(x),
  keepOutputs: [true],
  gradient: (dy, { outputs }) => ({ x: () => reluGradient(dy, at(outputs, 0)) }),
});

const runReluGradient = defineKernel({
  name: 'ForgerReluGrad',
  inputs: ['dy'],
  native: (backend, { dy }, { y }: { y: tf.Tensor }) =>
    backend.executeSingleOutput('ReluGrad', float32(backend), [dy, y]),
  plain: ({ dy }, { y }) => tf.where(tf.greater(y, 0), dy, tf.zerosLike(dy)),
  gradient: (ddy, _kept, { y }) => ({ dy: () => reluGradient(ddy, y) }),
});

const reluGradient = (dy: tf.Tensor, y: tf.Tensor): tf.Tensor => at(runReluGradient({ dy }, { y }), 0);

/** x where it is positive, else 0. */
export const relu = (x: tf.Tensor): tf.Tensor => at(runRelu({ x }, {}), 0);

const runRelu6 = defineKernel({
  name: 'ForgerRelu6',
  inputs: ['x'],
  native: (backend, { x }) => backend.executeSingleOutput('Relu6', float32(backend), [x]),
  plain: ({ x }) => tf.relu6(x),
  keepOutputs: [true],
  gradient: (dy, { outputs }) => ({ x: () => relu6Gradient(dy, at(outputs, 0)) }),
});

const runRelu6Gradient = defineKernel({
  name: 'ForgerRelu6Grad',
  inputs: ['dy'],
  native: (backend, { dy }, { y }: { y: tf.Tensor }) =>
    backend.executeSingleOutput('Relu6Grad', float32(backend), [dy, y]),
  plain: ({ dy }, { y }) => tf.where(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), dy, tf.zerosLike(dy)),
  gradient: (ddy, _kept, { y }) => ({ dy: () => relu6Gradient(ddy, y) }),
});

const relu6Gradient = (dy: tf.Tensor, y: tf.Tensor): tf.Tensor => at(runRelu6Gradient({ dy }, { y }), 0);

/** x between 0 and 6, else the nearer of them. */
export const relu6 = (x: tf.Tensor): tf.Tensor => at(runRelu6({ x }, {}), 0);

interface Squashing {
  name: string;
  /** TensorFlow's ops. */
  op: string;
  gradientOp: string;
  plain(x: tf.Tensor): tf.Tensor;
  /** f′ in terms of y = f(x). */
  slope(y: tf.Tensor): tf.Tensor;
  /** ∂f′/∂y. */
  bend(y: tf.Tensor): tf.Tensor;
}

/**
 * A function whose slope follows from its output. The gradient takes that output as a constant and answers for it by x:
 * tfjs puts kept outputs on its tape ahead of the op that makes them, so nothing would flow back through one. (The second
 * derivatives of its own tanh and sigmoid are wrong for that reason.)
 */
function squashing({ name, op, gradientOp, plain, slope, bend }: Squashing): (x: tf.Tensor) => tf.Tensor {
  const run = defineKernel({
    name,
    inputs: ['x'],
    native: (backend, { x }) => backend.executeSingleOutput(op, float32(backend), [x]),
    plain: ({ x }) => plain(x),
    keepInputs: ['x'],
    keepOutputs: [true],
    gradient: (dy, { inputs: { x }, outputs }) => ({ x: () => gradient(x, dy, at(outputs, 0)) }),
  });
  const runGradient = defineKernel({
    name: `${name}Grad`,
    inputs: ['x', 'dy'],
    native: (backend, { dy }, { y }: { y: tf.Tensor }) =>
      backend.executeSingleOutput(gradientOp, float32(backend), [y, dy]),
    plain: ({ dy }, { y }) => tf.mul(dy, slope(y)),
    keepInputs: ['x', 'dy'],
    gradient: (ddx, { inputs: { x, dy } }, { y }) => ({
      x: () => tf.mul(gradient(x, tf.mul(ddx, dy), y), bend(y)),
      dy: () => gradient(x, ddx, y),
    }),
  });
  const gradient = (x: tf.Tensor, dy: tf.Tensor, y: tf.Tensor): tf.Tensor => at(runGradient({ x, dy }, { y }), 0);
  return (x) => at(run({ x }, {}), 0);
}

export const tanh = squashing({
  name: 'ForgerTanh',
  op: 'Tanh',
  gradientOp: 'TanhGrad',
  plain: tf.tanh,
  slope: (y) => tf.sub(1, tf.square(y)),
  bend: (y) => tf.mul(y, -2),
});

/** 1 / (1 + e⁻ˣ) */
export const sigmoid = squashing({
  name: 'ForgerSigmoid',
  op: 'Sigmoid',
  gradientOp: 'SigmoidGrad',
  plain: tf.sigmoid,
  slope: (y) => tf.mul(y, tf.sub(1, y)),
  bend: (y) => tf.sub(1, tf.mul(y, 2)),
});

/** x·σ(x) (Ramachandran et al. 2017) */
export const swish = (x: tf.Tensor): tf.Tensor => tf.mul(x, sigmoid(x));
