import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from '@shared/network/layers.ts';
import { summarize } from '@shared/network/summary.ts';
import type { WeightSource } from './initializers.ts';
import { buildLayers } from './layers/build-layer.ts';
import type { BuiltLayer, Statistics } from './layers/built-layer.ts';
import type { Pass } from './pass.ts';
import type { Variable } from './variable.ts';

export type { WeightSource } from './initializers.ts';
export type { Mode, Pass } from './pass.ts';

/** A network on the current device. */
export class Network {
  /** Weights, running averages and singular vectors, layer by layer: what a checkpoint holds. */
  readonly variables: readonly Variable[];
  /** What the optimiser changes, in the same order. */
  readonly trainable: readonly Variable[];
  /** Of the layers that go by moments of their input in inference, first to last. */
  readonly statistics: readonly (Statistics & {
    /** What reaches the layer: [n, …, channels], the caller's to dispose. */
    input(x: tf.Tensor, pass: Pass): tf.Tensor;
  })[];
  /** True where the result for one image depends on the others of its batch. */
  readonly mixesBatch: boolean;
  readonly #layers: readonly BuiltLayer[];

  /** @throws {LayerError} at the first layer that does not fit. */
  constructor(layers: readonly Layer[], inputShape: readonly number[], source: WeightSource) {
    this.#layers = buildLayers(summarize(layers, inputShape).layers, source);
    this.variables = this.#layers.flatMap(({ trainable, averages }) => [...trainable, ...averages]);
    this.trainable = this.#layers.flatMap(({ trainable }) => trainable);
    this.statistics = this.#layers.flatMap(({ statistics }, place) =>
      statistics ? [{ ...statistics, input: (x, pass) => this.#through(this.#layers.slice(0, place), x, pass) }] : [],
    );
    this.mixesBatch = layers.some(({ type }) => type === 'batchNorm');
  }

  /** @param x [batch, …input shape]; the result is the caller's to dispose. */
  forward(x: tf.Tensor, pass: Pass): tf.Tensor {
    return this.#through(this.#layers, x, pass);
  }

  #through(layers: readonly BuiltLayer[], x: tf.Tensor, pass: Pass): tf.Tensor {
    return tf.tidy(() => layers.reduce((value, layer) => layer.forward(value, pass), x));
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
