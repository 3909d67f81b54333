import * as tf from '@tensorflow/tfjs-core';

/*
 * Kernels of tfjs's WebGPU backend that training needs otherwise than they are. All else is there: the layers' own
 * kernels (network/operations) have a plain form for every device but native TensorFlow, made of ops that WebGPU has.
 */

interface GivenKernel {
  /** tfjs's name of the op. */
  name: string;
  /** Why tfjs's own will not do. */
  why: string;
  /** @param original what tfjs's own kernel gives */
  run(x: tf.Tensor, original: () => tf.Tensor): tf.Tensor;
}

/** WGSL allows a GPU to assume that no number is NaN. */
const keepNaN: GivenKernel['run'] = (x, original) => tf.where(tf.isNaN(x), x, original());

export const GIVEN_KERNELS: readonly GivenKernel[] = [
  {
    name: tf.Sigmoid,
    why: 'Of NaN it makes 0: a generator that ends in it would hide that its weights broke.',
    run: keepNaN,
  },
  {
    name: tf.Softplus,
    why: 'Of NaN it makes infinity: a loss would be said to have grown where a weight had broken long before.',
    run: keepNaN,
  },
  { name: tf.Exp, why: 'Of NaN it makes infinity, in the loss of the classes.', run: keepNaN },
  { name: tf.Log, why: 'Of NaN it makes 89, so that the loss of the classes would stay a number.', run: keepNaN },
];

/** The backend these are registered for. */
const BACKEND = 'webgpu';

/** Puts {@link GIVEN_KERNELS} in the place of tfjs's, once; tfjs's own must be registered. */
export function giveKernels(): void {
  for (const { name, run } of GIVEN_KERNELS) {
    const own = tf.getKernel(name, BACKEND);
    if (given.has(own.kernelFunc)) continue;
    const kernelFunc: tf.KernelFunc = (args) => {
      const original = (): tf.Tensor => {
        const { dataId, shape, dtype } = own.kernelFunc(args) as tf.TensorInfo;
        return tf.engine().makeTensorFromDataId(dataId, shape, dtype);
      };
      return tf.tidy(() => run(args.inputs['x'] as tf.Tensor, original));
    };
    given.add(kernelFunc);
    tf.unregisterKernel(name, BACKEND);
    tf.registerKernel({ ...own, kernelFunc });
  }
}

const given = new Set<tf.KernelFunc>();
