import * as tf from '@tensorflow/tfjs-core';
import { attributes, NATIVE_BACKEND_NAME, type NativeBackend } from './backend.ts';

/**
 * Kernels over TensorFlow's own ops, where tfjs would take several for the gradient: each forward pass
 * and each gradient below is one op. First derivatives only.
 */
type Inputs = Record<string, tf.Tensor>;
type Settings = Record<string, number>;
type Gradients = Record<string, () => tf.Tensor>;

interface NativeKernel {
  name: string;
  forward(backend: NativeBackend, inputs: Inputs, settings: Settings): tf.Tensor | tf.Tensor[];
  /** Inputs and outputs the gradient needs, in the order it gets them. */
  keepInputs?: string[];
  keepOutputs?: boolean[];
  /** `dy` is the gradient of the loss by the first output. */
  gradient(backend: NativeBackend, dy: tf.Tensor, kept: tf.Tensor[], settings: Settings): Gradients;
}

const at = (tensors: tf.Tensor[], index: number): tf.Tensor => {
  const tensor = tensors[index];
  if (!tensor) throw new Error(`A native kernel kept no tensor ${index}.`);
  return tensor;
};

const multiply = (
  backend: NativeBackend,
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor =>
  backend.executeSingleOutput(
    'MatMul',
    [
      attributes.float32(backend, 'T'),
      attributes.boolean(backend, 'transpose_a', transposeA),
      attributes.boolean(backend, 'transpose_b', transposeB),
    ],
    [a, b],
  );

const matMul: NativeKernel = {
  name: 'ForgerMatMul',
  keepInputs: ['x', 'kernel'],
  forward: (backend, { x, kernel }) => multiply(backend, x as tf.Tensor, kernel as tf.Tensor, false, false),
  gradient: (backend, dy, kept) => ({
    x: () => multiply(backend, dy, at(kept, 1), false, true),
    kernel: () => multiply(backend, at(kept, 0), dy, true, false),
  }),
};

const channelsLast = (backend: NativeBackend) => [
  attributes.float32(backend, 'T'),
  attributes.text(backend, 'data_format', 'NHWC'),
];

const biasAdd: NativeKernel = {
  name: 'ForgerBiasAdd',
  forward: (backend, { x, bias }) =>
    backend.executeSingleOutput('BiasAdd', channelsLast(backend), [x as tf.Tensor, bias as tf.Tensor]),
  gradient: (backend, dy) => ({
    x: () => dy.clone(),
    bias: () => backend.executeSingleOutput('BiasAddGrad', channelsLast(backend), [dy]),
  }),
};

const slope = (backend: NativeBackend, settings: Settings) => [
  attributes.float32(backend, 'T'),
  attributes.number(backend, 'alpha', settings['slope'] ?? 0),
];

const leakyRelu: NativeKernel = {
  name: 'ForgerLeakyRelu',
  keepInputs: ['x'],
  forward: (backend, { x }, settings) =>
    backend.executeSingleOutput('LeakyRelu', slope(backend, settings), [x as tf.Tensor]),
  gradient: (backend, dy, kept, settings) => ({
    x: () => backend.executeSingleOutput('LeakyReluGrad', slope(backend, settings), [dy, at(kept, 0)]),
  }),
};

/** tanh and sigmoid: the gradient follows from the output. */
const fromOutput = (name: string, op: string, gradientOp: string): NativeKernel => ({
  name,
  keepOutputs: [true],
  forward: (backend, { x }) => backend.executeSingleOutput(op, [attributes.float32(backend, 'T')], [x as tf.Tensor]),
  gradient: (backend, dy, kept) => ({
    x: () => backend.executeSingleOutput(gradientOp, [attributes.float32(backend, 'T')], [at(kept, 0), dy]),
  }),
});

const normalization = (backend: NativeBackend, settings: Settings) => [
  attributes.float32(backend, 'T'),
  attributes.float32(backend, 'U'),
  attributes.number(backend, 'epsilon', settings['epsilon'] ?? 0),
  attributes.text(backend, 'data_format', 'NHWC'),
  attributes.boolean(backend, 'is_training', true),
];

/** Outputs: y, batch mean, batch variance (÷ n−1), and three that only the gradient reads. x is [n, h, w, c]. */
const batchNorm: NativeKernel = {
  name: 'ForgerBatchNorm',
  keepInputs: ['x', 'gamma'],
  keepOutputs: [false, false, false, true, true, true],
  forward: (backend, { x, gamma, beta }, settings) =>
    tf.tidy(() => {
      const none = tf.tensor1d([]);
      const list = [...normalization(backend, settings), attributes.number(backend, 'exponential_avg_factor', 1)];
      return backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        list,
        [x as tf.Tensor, gamma as tf.Tensor, beta as tf.Tensor, none, none],
        6,
      );
    }),
  gradient: (backend, dy, kept, settings) => {
    const gradients = backend.executeMultipleOutputs(
      'FusedBatchNormGradV3',
      normalization(backend, settings),
      [dy, ...kept],
      5,
    );
    return { x: () => at(gradients, 0), gamma: () => at(gradients, 1), beta: () => at(gradients, 2) };
  },
};

const KERNELS = [
  matMul,
  biasAdd,
  leakyRelu,
  fromOutput('ForgerTanh', 'Tanh', 'TanhGrad'),
  fromOutput('ForgerSigmoid', 'Sigmoid', 'SigmoidGrad'),
  batchNorm,
];

function register({ name, forward, gradient, keepInputs, keepOutputs }: NativeKernel): void {
  tf.registerKernel({
    kernelName: name,
    backendName: NATIVE_BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      forward(backend as NativeBackend, inputs as Inputs, (attrs ?? {}) as unknown as Settings),
  });
  tf.registerGradient({
    kernelName: name,
    ...(keepInputs && { inputsToSave: keepInputs }),
    ...(keepOutputs && { outputsToSave: keepOutputs }),
    gradFunc: (dy, kept, attrs) => {
      const backend = tf.backend() as unknown as NativeBackend;
      return gradient(backend, Array.isArray(dy) ? at(dy, 0) : dy, kept, attrs as unknown as Settings);
    },
  });
}

for (const kernel of KERNELS) register(kernel);

/** Runs one of the kernels above; gradients flow through it. */
export function runNative(name: string, inputs: Inputs, settings: Settings = {}): tf.Tensor[] {
  const outputs: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(name, inputs, settings);
  return Array.isArray(outputs) ? outputs : [outputs];
}
