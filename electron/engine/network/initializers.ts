import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { LayerWeight } from '@shared/network/layer-weights.ts';
import { normals, uniforms, type DrawKey, type Purpose } from '../random/draws.ts';

/** Where first weights come from. */
export interface WeightSource {
  initializer: RunConfig['network.initializer'];
  seed: number;
  purpose: Extract<Purpose, 'generatorWeights' | 'discriminatorWeights'>;
}

/** Which draw of a layer a weight gets. The numbers are part of every stored run: never renumber them. */
const PARTS = { kernel: 0, bias: 1, embeddings: 0, singularVector: 2 } as const;

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const scaled = (values: Float32Array, factor: number): Float32Array => values.map((value) => value * factor);

/**
 * What an output of a kernel sums over, and what an input of it feeds: the last two axes times the pixels of the
 * kernel. So PyTorch and Keras count a transposed convolution's too, whose last two axes are out and in.
 */
function fansOf(kernel: readonly number[]): { fanIn: number; fanOut: number } {
  const pixels = product(kernel.slice(0, -2));
  return { fanIn: pixels * (kernel.at(-2) ?? 1), fanOut: pixels * (kernel.at(-1) ?? 1) };
}

/**
 * `keras`: Glorot uniform, U(±√(6/(fan in + fan out))) (Glorot & Bengio 2010). `torch`: Kaiming uniform with a = √5,
 * which is U(±1/√fan in). `he-uniform`: U(±√(6/fan in)) (He et al. 2015, equation 10). `normal`: N(0, 0.02²)
 * (Radford et al. 2016, section 4).
 */
function kernelValues(initializer: WeightSource['initializer'], shape: readonly number[], key: DrawKey): Float32Array {
  const { fanIn, fanOut } = fansOf(shape);
  const within = (limit: number): Float32Array => uniforms(key, product(shape), -limit, limit);
  switch (initializer) {
    case 'keras':
      return within(Math.sqrt(6 / (fanIn + fanOut)));
    case 'torch':
      return within(1 / Math.sqrt(fanIn));
    case 'he-uniform':
      return within(Math.sqrt(6 / fanIn));
    case 'normal':
      return scaled(normals(key, product(shape)), 0.02);
    default:
      return assertNever(initializer);
  }
}

/** Keras draws embeddings from U(±0.05), PyTorch from N(0, 1), and DCGAN's N(0, 0.02²) is for kernels alone. */
function embeddingValues(initializer: WeightSource['initializer'], count: number, key: DrawKey): Float32Array {
  return initializer === 'keras' || initializer === 'he-uniform'
    ? uniforms(key, count, -0.05, 0.05)
    : normals(key, count);
}

function unitVector(values: Float32Array): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
  return scaled(values, 1 / length);
}

/** The first values of a weight, row by row, from the seed. @param kernel shape of the layer's kernel */
export function firstValues(
  { name, shape }: Pick<LayerWeight, 'name' | 'shape'>,
  kernel: readonly number[],
  index: number,
  { initializer, seed, purpose }: WeightSource,
): Float32Array {
  const count = product(shape);
  const key = (part: number): DrawKey => ({ seed, purpose, step: index, part });
  switch (name) {
    case 'kernel':
      return kernelValues(initializer, shape, key(PARTS.kernel));
    case 'bias': {
      if (initializer !== 'torch') return new Float32Array(count);
      const limit = 1 / Math.sqrt(fansOf(kernel).fanIn);
      return uniforms(key(PARTS.bias), count, -limit, limit);
    }
    case 'embeddings':
      return embeddingValues(initializer, count, key(PARTS.embeddings));
    case 'singularVector':
      return unitVector(normals(key(PARTS.singularVector), count));
    case 'gamma':
    case 'movingVariance':
      return new Float32Array(count).fill(1);
    case 'beta':
    case 'movingMean':
      return new Float32Array(count);
    default:
      throw new Error(`Nobody says what a ${name} is at first.`);
  }
}
