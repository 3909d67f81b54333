import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Layer } from '@shared/network/layers.ts';
import { summarize, type LayerSummary } from '@shared/network/summary.ts';
import type { Purpose } from '../random/draws.ts';
import { denseWeights } from './initializers.ts';
import { biasAdd, leakyRelu, matMul, normalizeBatch, normalizeByAverages, sigmoid, tanh } from './operations.ts';
import { createVariable, type Variable } from './variable.ts';

/** `training`: batch norm goes by the batch and updates its averages; `inference`: it goes by the averages. */
export type Mode = 'training' | 'inference';

/** One run through a network. */
export interface Pass {
  mode: Mode;
  /** Of each image, int32 [n]; needed where the network embeds labels. */
  labels?: tf.Tensor;
  /**
   * Which values dropout keeps, in training: 1 or 0 each, with the probability `keep` of 1. Needed where the
   * network has dropout. @param layer its index in the network
   */
  mask?(layer: number, shape: readonly number[], keep: number): tf.Tensor;
  /** False leaves running averages and singular vectors as they are. */
  moveAverages?: boolean;
  /** True where the gradient of this pass is itself differentiated: gradient penalties. */
  twice?: boolean;
}

interface BuiltLayer {
  /** Changed by the optimiser. */
  trainable: Variable[];
  /** Running averages, changed by the forward pass in training mode. */
  averages: Variable[];
  forward(x: tf.Tensor, pass: Pass): tf.Tensor;
}

/** Where first weights come from. */
export interface WeightSource {
  initializer: RunConfig['network.initializer'];
  seed: number;
  purpose: Extract<Purpose, 'generatorWeights' | 'discriminatorWeights'>;
}

const withoutWeights = (forward: (x: tf.Tensor) => tf.Tensor): BuiltLayer => ({ trainable: [], averages: [], forward });

function buildDense({ layer, inputShape, index }: Place<'dense'>, source: WeightSource): BuiltLayer {
  const inputs = inputShape[0] ?? 0;
  const { seed, purpose, initializer } = source;
  const initial = denseWeights(initializer, inputs, layer.units, { seed, purpose, step: index });
  const kernel = createVariable(`${index}_dense/kernel`, [inputs, layer.units], initial.kernel);
  if (!layer.useBias) return { trainable: [kernel], averages: [], forward: (x) => matMul(x, kernel.value) };
  const bias = createVariable(`${index}_dense/bias`, [layer.units], initial.bias);
  return { trainable: [kernel, bias], averages: [], forward: (x) => biasAdd(matMul(x, kernel.value), bias.value) };
}

function buildBatchNorm({ layer, inputShape, index }: Place<'batchNorm'>): BuiltLayer {
  const channels = inputShape.at(-1) ?? 0;
  const variable = (name: string, fill: number): Variable =>
    createVariable(`${index}_batchNorm/${name}`, [channels], new Float32Array(channels).fill(fill));
  const [gamma, beta] = [variable('gamma', 1), variable('beta', 0)];
  const [movingMean, movingVariance] = [variable('movingMean', 0), variable('movingVariance', 1)];
  const { momentum, epsilon, runningVariance } = layer;
  const move = (average: Variable, batch: tf.Tensor): void =>
    average.assign(tf.add(tf.mul(average.value, momentum), tf.mul(batch, 1 - momentum)));
  return {
    trainable: [gamma, beta],
    averages: [movingMean, movingVariance],
    forward: (x, { mode, moveAverages = true }) => {
      if (mode === 'inference')
        return normalizeByAverages(x, gamma.value, beta.value, movingMean.value, movingVariance.value, epsilon);
      const { y, mean, variance } = normalizeBatch(x, gamma.value, beta.value, epsilon, runningVariance);
      if (moveAverages) {
        move(movingMean, mean);
        move(movingVariance, variance);
      }
      return y;
    },
  };
}

type Place<Type extends Layer['type']> = Omit<LayerSummary, 'layer'> & {
  layer: Extract<Layer, { type: Type }>;
  index: number;
};

function buildLayer(row: LayerSummary, index: number, source: WeightSource): BuiltLayer {
  const { layer } = row;
  switch (layer.type) {
    case 'dense':
      return buildDense({ ...row, layer, index }, source);
    case 'batchNorm':
      return buildBatchNorm({ ...row, layer, index });
    case 'leakyRelu':
      return withoutWeights((x) => leakyRelu(x, layer.slope));
    case 'tanh':
      return withoutWeights(tanh);
    case 'sigmoid':
      return withoutWeights(sigmoid);
    case 'flatten':
    case 'reshape':
      return withoutWeights((x) => tf.reshape(x, [x.shape[0] ?? 0, ...row.outputShape]));
    case 'conv2d':
    case 'conv2dTranspose':
    case 'upsample2d':
    case 'relu':
    case 'dropout':
    case 'labelEmbedding':
      throw new Error(`A ${layer.type} layer cannot be built yet.`);
    default:
      return assertNever(layer);
  }
}

/** A network on the current device. */
export class Network {
  /** Weights and running averages, layer by layer: what a checkpoint holds. */
  readonly variables: readonly Variable[];
  /** What the optimiser changes, in the same order. */
  readonly trainable: readonly Variable[];
  /** True where the result for one image depends on the others of its batch. */
  readonly mixesBatch: boolean;
  readonly #layers: readonly BuiltLayer[];

  /** @throws {LayerError} at the first layer that does not fit. */
  constructor(layers: readonly Layer[], inputShape: readonly number[], source: WeightSource) {
    this.#layers = summarize(layers, inputShape).layers.map((row, index) => buildLayer(row, index, source));
    this.variables = this.#layers.flatMap(({ trainable, averages }) => [...trainable, ...averages]);
    this.trainable = this.#layers.flatMap(({ trainable }) => trainable);
    this.mixesBatch = layers.some(({ type }) => type === 'batchNorm');
  }

  /** @param x [batch, …input shape]; the result is the caller's to dispose. */
  forward(x: tf.Tensor, pass: Pass): tf.Tensor {
    return tf.tidy(() => this.#layers.reduce((value, layer) => layer.forward(value, pass), x));
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}

/**
 * A discriminator that gives logits: its last sigmoid is left to the loss, where sigmoid and logarithm
 * together do not overflow (log σ(x) = −softplus(−x)).
 */
export function buildDiscriminator(
  layers: readonly Layer[],
  imageShape: readonly number[],
  source: WeightSource,
): Network {
  const judging = layers.at(-1)?.type === 'sigmoid' ? layers.slice(0, -1) : layers;
  return new Network(judging, imageShape, source);
}
