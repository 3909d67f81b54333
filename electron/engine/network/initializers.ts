import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { LayerWeight } from '@shared/network/layer-weight.ts';
import { product } from '@shared/network/shape.ts';
import type { Purpose } from '../random/draws.ts';
import type { Draw, DrawSource } from '../random/step-draws.ts';

/** Where first weights come from. */
export interface WeightSource {
  initializer: RunConfig['network.initializer'];
  /** The random numbers of a layer, by its index. */
  draws(index: number): DrawSource;
  purpose: Extract<Purpose, 'generatorWeights' | 'discriminatorWeights'>;
}

/** Which draw of a layer a weight gets where it does not say. The numbers are part of every stored run: never renumber them. */
const PARTS = { kernel: 0, bias: 1, embeddings: 0, unitVector: 2, normals: 0, trials: 0 } as const;

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
  /** 1 with the given probability, else 0 */
  trials(probability: number): tf.Tensor;
}

/**
 * `keras`: Glorot uniform, U(±√(6/(fan in + fan out))) (Glorot & Bengio 2010). `torch`: Kaiming uniform with a = √5,
 * which is U(±1/√fan in). `he-uniform`: U(±√(6/fan in)) (He et al. 2015, equation 10). `normal`: N(0, 0.02²)
 * (Radford et al. 2016, section 4). `fan-in-normal`: N(0, 1/fan in) (LeCun et al. 1998, section 4.6).
 */
function kernelValues(initializer: WeightSource['initializer'], fans: readonly number[], draw: Drawn): tf.Tensor {
  const { fanIn, fanOut } = fansOf(fans);
  switch (initializer) {
    case 'keras':
      return draw.within(Math.sqrt(6 / (fanIn + fanOut)));
    case 'torch':
      return draw.within(1 / Math.sqrt(fanIn));
    case 'he-uniform':
      return draw.within(Math.sqrt(6 / fanIn));
    case 'normal':
      return tf.mul(draw.normals(), 0.02);
    case 'fan-in-normal':
      return tf.mul(draw.normals(), 1 / Math.sqrt(fanIn));
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
 * All tensors belong to the current tidy scope. @param index of its layer in the network
 */
export function firstValues(
  { shape, first }: Pick<LayerWeight, 'shape' | 'first'>,
  index: number,
  { initializer, draws, purpose }: WeightSource,
): tf.Tensor {
  const drawn = (kind: keyof typeof PARTS, part: number = PARTS[kind]): Drawn => {
    const [source, draw]: [DrawSource, Draw] = [draws(index), { purpose, part }];
    return {
      within: (limit) => source.uniforms(draw, shape, -limit, limit),
      normals: () => source.normals(draw, shape),
      trials: (probability) => source.trials(draw, shape, probability),
    };
  };
  const filled = (value: number): tf.Tensor => tf.fill([...shape], value);
  switch (first.kind) {
    case 'kernel': {
      if (first.gain === 0) return filled(0);
      const values = kernelValues(initializer, first.fans ?? shape, drawn('kernel', first.part));
      return first.gain === undefined ? values : tf.mul(values, first.gain);
    }
    case 'bias':
      return initializer === 'torch'
        ? drawn('bias', first.part).within(1 / Math.sqrt(fansOf(first.kernel).fanIn))
        : filled(0);
    case 'embeddings':
      return embeddingValues(initializer, drawn('embeddings', first.part));
    case 'unitVector':
      return unitVector(drawn('unitVector', first.part).normals());
    case 'normals': {
      const values = drawn('normals', first.part).normals();
      return first.gain === undefined || first.gain === 1 ? values : tf.mul(values, first.gain);
    }
    case 'trials':
      return drawn('trials', first.part).trials(first.probability);
    case 'ones':
      return filled(1);
    case 'zeros':
      return filled(0);
    default:
      return assertNever(first);
  }
}
