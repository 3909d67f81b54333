import type { RunConfig } from '@shared/config/schema.ts';
import { uniforms, type DrawKey } from '../random/draws.ts';

/** First weights of a dense layer, kernel [inputs, units] row by row. */
export interface DenseWeights {
  kernel: Float32Array;
  bias: Float32Array;
}

/**
 * `keras`: Glorot uniform, U(±√(6/(inputs + units))) (Glorot & Bengio 2010), zero bias. `torch`: nn.Linear's
 * Kaiming uniform with a = √5, which is U(±1/√inputs), for kernel and bias alike.
 */
export function denseWeights(
  initializer: RunConfig['network.initializer'],
  inputs: number,
  units: number,
  key: Omit<DrawKey, 'part'>,
): DenseWeights {
  const limit = initializer === 'keras' ? Math.sqrt(6 / (inputs + units)) : 1 / Math.sqrt(inputs);
  return {
    kernel: uniforms({ ...key, part: 0 }, inputs * units, -limit, limit),
    bias: initializer === 'keras' ? new Float32Array(units) : uniforms({ ...key, part: 1 }, units, -limit, limit),
  };
}
