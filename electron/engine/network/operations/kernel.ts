import * as tf from '@tensorflow/tfjs-core';
import { NATIVE_BACKEND_NAME, type NativeBackend } from '../../native/backend.ts';

/**
 * The arithmetic of the layers as tfjs kernels of our own: one TensorFlow op where tensors live in native
 * TensorFlow, plain tfjs ops elsewhere, same values. A kernel's gradient is made of kernels and tfjs ops again,
 * so it can be differentiated once more, which gradient penalties need.
 */
type Tensors<Name extends string> = Record<Name, tf.Tensor>;

interface KernelSource<Input extends string, Kept extends Input, Settings extends object> {
  name: string;
  inputs: readonly Input[];
  /** Runs on native TensorFlow; left out where the plain form will do. */
  native?(backend: NativeBackend, inputs: Tensors<Input>, settings: Settings): tf.Tensor | tf.Tensor[];
  /** Runs on any device, in tfjs ops. */
  plain(inputs: Tensors<Input>, settings: Settings): tf.Tensor | tf.Tensor[];
  /** Inputs the gradient reads. */
  keepInputs?: readonly Kept[];
  /** For each output whether the gradient reads it. */
  keepOutputs?: readonly boolean[];
  /**
   * The gradient by each input, worked out where it is needed.
   * @param dy gradient of the loss by the first output
   */
  gradient?(
    dy: tf.Tensor,
    kept: { inputs: Tensors<Kept>; outputs: readonly tf.Tensor[] },
    settings: Settings,
  ): Record<Input, () => tf.Tensor>;
}

/** Devices other than native TensorFlow, by tfjs's names. */
const PLAIN_BACKENDS = ['cpu', 'webgpu'];

const namesOf = <Name extends string>(names: readonly Name[], tensors: readonly tf.Tensor[]): Tensors<Name> =>
  Object.fromEntries(names.map((name, index) => [name, at(tensors, index)])) as Tensors<Name>;

/** The tensor at a place of a list that is known to have it. */
export function at(tensors: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = tensors[index];
  if (!tensor) throw new Error(`An op gave no tensor ${index}.`);
  return tensor;
}

/**
 * Registers a kernel and gives the function that runs it. Gradients flow through `inputs`; tensors among the
 * `settings` are constants to them.
 */
export function defineKernel<const Input extends string, Settings extends object, const Kept extends Input = never>(
  source: KernelSource<Input, Kept, Settings>,
): (inputs: Tensors<Input>, settings: Settings) => tf.Tensor[] {
  const { name, native, plain, gradient } = source;
  const register = (backendName: string, run: NonNullable<typeof native>): void =>
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        tf.tidy(() => run(backend as NativeBackend, inputs as Tensors<Input>, attrs as unknown as Settings)),
    });
  const anywhere: NonNullable<typeof native> = (_backend, inputs, settings) => plain(inputs, settings);
  for (const backendName of PLAIN_BACKENDS) register(backendName, anywhere);
  register(NATIVE_BACKEND_NAME, native ?? anywhere);
  if (gradient) {
    const keepInputs = source.keepInputs ?? [];
    tf.registerGradient({
      kernelName: name,
      inputsToSave: [...keepInputs],
      outputsToSave: [...(source.keepOutputs ?? [])],
      gradFunc: (dy, saved, attrs) => {
        const kept = { inputs: namesOf(keepInputs, saved), outputs: saved.slice(keepInputs.length) };
        return gradient(Array.isArray(dy) ? at(dy, 0) : dy, kept, attrs as unknown as Settings);
      },
    });
  }
  return (inputs, settings) => {
    const outputs: tf.Tensor | tf.Tensor[] = tf
      .engine()
      .runKernel(name, inputs, settings as unknown as tf.NamedAttrMap);
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}
