import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { LayerWeight } from '@shared/network/layer-weights.ts';
import type { Purpose } from '../random/draws.ts';
import type { Draw, DrawSource } from '../random/step-draws.ts';

/** Where first weights come from. */
export interface WeightSource {
  initializer: RunConfig['network.initializer'];
  /** The random numbers of a layer, by its index. */
  draws(index: number): DrawSource;
  purpose: Extract<Purpose, 'generatorWeights' | 'discriminatorWeights'>;
}

/** Which draw of a layer a weight gets. The numbers are part of every stored run: never renumber them. */
const PARTS = { kernel: 0, bias: 1, embeddings: 0, singularVector: 2 } as const;

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * What an output of a kernel sums over, and what an input of it feeds: the last two axes times the pixels of the
 * kernel. So PyTorch and Keras count a transposed convolution's too, whose last two axes are out and in.
 */
function fansOf(kernel: readonly number[]): { fanIn: number; fanOut: number } {
  const pixels = product(kernel.slice(0, -2));
  return { fanIn: pixels * (kernel.at(-2) ?? 1), fanOut: pixels * (kernel.at(-1) ?? 1) };
}

/** A weight's random numbers, in its shape. */
interface Drawn {
  /** U(±limit) */
  within(limit: number): tf.Tensor;
  /** N(0, 1) */
  normals(): tf.Tensor;
}

/**
 * `keras`: Glorot uniform, U(±√(6/(fan in + fan out))) (Glorot & Bengio 2010). `torch`: Kaiming uniform with a = √5,
 * which is U(±1/√fan in). `he-uniform`: U(±√(6/fan in)) (He et al. 2015, equation 10). `normal`: N(0, 0.02²)
 * (Radford et al. 2016, section 4).
 */
function kernelValues(initializer: WeightSource['initializer'], shape: readonly number[], draw: Drawn): tf.Tensor {
  const { fanIn, fanOut } = fansOf(shape);
  switch (initializer) {
    case 'keras':
      return draw.within(Math.sqrt(6 / (fanIn + fanOut)));
    case 'torch':
      return draw.within(1 / Math.sqrt(fanIn));
    case 'he-uniform':
      return draw.within(Math.sqrt(6 / fanIn));
    case 'normal':
      return tf.mul(draw.normals(), 0.02);
    default:
      return assertNever(initializer);
  }
}

/** Keras draws embeddings from U(±0.05), PyTorch from N(0, 1), and DCGAN's N(0, 0.02²) is for kernels alone. */
const embeddingValues = (initializer: WeightSource['initializer'], draw: Drawn): tf.Tensor =>
  initializer === 'keras' || initializer === 'he-uniform' ? draw.within(0.05) : draw.normals();

const unitVector = (values: tf.Tensor): tf.Tensor => tf.div(values, tf.norm(values));

/**
 * The first values of a weight, from the seed: the same on every device but for the last digit.
 * All tensors belong to the current tidy scope. @param kernel shape of the layer's kernel
 */
export function firstValues(
  { name, shape }: Pick<LayerWeight, 'name' | 'shape'>,
  kernel: readonly number[],
  index: number,
  { initializer, draws, purpose }: WeightSource,
): tf.Tensor {
  const drawn = (part: number): Drawn => {
    const [source, draw]: [DrawSource, Draw] = [draws(index), { purpose, part }];
    return {
      within: (limit) => source.uniforms(draw, shape, -limit, limit),
      normals: () => source.normals(draw, shape),
    };
  };
  const filled = (value: number): tf.Tensor => tf.fill([...shape], value);
  switch (name) {
    case 'kernel':
      return kernelValues(initializer, shape, drawn(PARTS.kernel));
    case 'bias':
      return initializer === 'torch' ? drawn(PARTS.bias).within(1 / Math.sqrt(fansOf(kernel).fanIn)) : filled(0);
    case 'embeddings':
      return embeddingValues(initializer, drawn(PARTS.embeddings));
    case 'singularVector':
      return unitVector(drawn(PARTS.singularVector).normals());
    case 'gamma':
    case 'movingVariance':
      return filled(1);
    case 'beta':
    case 'movingMean':
      return filled(0);
    default:
      throw new Error(`Nobody says what a ${name} is at first.`);
  }
}
