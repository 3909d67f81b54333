import * as tf from '@tensorflow/tfjs-core';
import {
  INPUT,
  nodesOf,
  OUTPUT_NAMES,
  outputNode,
  layerName,
  type NetworkData,
  type OutputName,
} from '@shared/network/graph.ts';
import { frozenLayers } from '@shared/network/frozen.ts';
import { kindOf } from '@shared/network/kinds/index.ts';
import { summarize } from '@shared/network/summary.ts';
import { styleLayers } from '@shared/styles.ts';
import { buildNodes, leadingTo, type BuiltNode } from './graph.ts';
import type { WeightSource } from './initializers.ts';
import { single, type Statistics } from './kinds/built-layer.ts';
import type { Pass } from './pass.ts';
import { StoppingPass } from './stopping-pass.ts';
import type { Variable } from './variable.ts';

export type { WeightSource } from './initializers.ts';
export type { Pass } from './pass.ts';

/** What a network gives, by name: its main output, and what else it names. */
export type Outputs = Partial<Record<OutputName, tf.Tensor>>;

/** A network on the current device. */
export class Network {
  /** Weights and buffers (running averages, singular vectors), layer by layer: what a checkpoint holds. */
  readonly variables: readonly Variable[];
  /** What the optimiser changes, in the same order: nothing of frozen layers. */
  readonly trainable: readonly Variable[];
  /** Of the layers that go by moments of their input in inference, first to last. */
  readonly statistics: readonly Statistics[];
  /** True where the result for one image depends on the others of its batch. */
  readonly mixesBatch: boolean;
  /** Its layers that pass a style on, first to last. */
  readonly styles: readonly string[];
  readonly #nodes: readonly BuiltNode[];
  /** What the layers with statistics take. */
  readonly #measured: readonly string[];
  /** Node of each output. */
  readonly #outputs: ReadonlyMap<OutputName, string>;

  /**
   * @param main the output that the last node gives where the network says nothing
   * @throws {LayerError} at the first layer that does not fit.
   */
  constructor(
    network: NetworkData,
    inputShape: readonly number[],
    source: WeightSource,
    readonly main: 'image' | 'score' = 'image',
    /** So many of its first layers with kernels are not trained. */
    frozen = 0,
  ) {
    this.#outputs = new Map(
      OUTPUT_NAMES.flatMap((name) => {
        const id = outputNode(network, name, main);
        return id === undefined ? [] : [[name, id] as const];
      }),
    );
    const rows = summarize(network, inputShape, main).layers;
    this.#nodes = buildNodes(rows, source, new Set(this.#outputs.values()));
    const still = frozenLayers(rows, frozen);
    this.variables = this.#nodes.flatMap(({ built }) => [...built.trainable, ...built.buffers]);
    this.trainable = this.#nodes.flatMap(({ id, built }) => (still.has(id) ? [] : built.trainable));
    const measured = this.#nodes.filter(({ built }) => built.statistics);
    this.statistics = measured.flatMap(({ built }) => built.statistics ?? []);
    this.#measured = measured.map(({ from: [source = INPUT] }) => source);
    this.styles = styleLayers(network);
    this.mixesBatch = nodesOf(network).some((layer) => kindOf(layer).mixesBatch);
  }

  /** Its main output. @param x [batch, …input shape]; the result is the caller's to dispose. */
  forward(x: tf.Tensor, pass: Pass): tf.Tensor {
    return single(this.#values(x, pass, [this.#outputs.get(this.main) ?? INPUT]));
  }

  /** What each of its {@link styles} passes on, [n, features] each. @param x [n, …input shape]; the results are the caller's to dispose. */
  stylesOf(x: tf.Tensor, pass: Pass): tf.Tensor[] {
    return this.#values(x, pass, this.styles);
  }

  /** Its main output where its {@link styles} pass these on. @param x what else of it works on the input; the result is the caller's to dispose. */
  forwardFrom(styles: readonly tf.Tensor[], x: tf.Tensor, pass: Pass): tf.Tensor {
    const given = this.styles.flatMap((id, place) => (styles[place] ? [[id, styles[place]] as const] : []));
    return single(this.#values(x, pass, [this.#outputs.get(this.main) ?? INPUT], given));
  }

  /** What it gives of what is wanted, and no more is computed. @param x [batch, …input shape]; the results are the caller's to dispose. */
  run(x: tf.Tensor, pass: Pass, wanted: readonly OutputName[]): Outputs {
    const outputs = [...this.#outputs].filter(([name]) => wanted.includes(name));
    const values = this.#values(
      x,
      pass,
      outputs.map(([, id]) => id),
    );
    return Object.fromEntries(outputs.map(([name], index) => [name, values[index]]));
  }

  /**
   * What each of its layers gives, by its name; of two that are computed at once, the later alone. All of it is held at once,
   * and is freed with the scope (`tf.tidy`) that this must be called in. @param x [batch, …input shape]
   */
  runInside(x: tf.Tensor, pass: Pass): Map<string, tf.Tensor> {
    const names = this.#nodes.map(({ id }) => id);
    const values = this.#values(x, pass, names);
    return new Map(names.flatMap((id, index) => (values[index] ? [[id, values[index]] as const] : [])));
  }

  /**
   * A pass that stops before each of the layers with statistics, for what reaches it.
   * @param x [batch, …input shape]; it and what the pass holds are the caller's, to be kept as long as this is used
   */
  toStatistics(x: tf.Tensor, pass: Pass): StoppingPass {
    return new StoppingPass(this.#nodes, this.#measured, x, pass);
  }

  /** The values of these nodes, in their order. @param given values that are there */
  #values(
    x: tf.Tensor,
    pass: Pass,
    wanted: readonly string[],
    given: readonly (readonly [string, tf.Tensor])[] = [],
  ): tf.Tensor[] {
    return tf.tidy(() => {
      const values = new Map([[INPUT, x], ...given]);
      const valueOf = (id: string): tf.Tensor => {
        const value = values.get(id);
        if (!value) throw new Error(`The network has no layer ${id}.`);
        return value;
      };
      for (const { id, from, built } of leadingTo(this.#nodes, wanted, new Set(given.map(([id]) => id))))
        values.set(id, built.forward(from.map(valueOf), pass));
      return wanted.map(valueOf);
    });
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
  network: NetworkData,
  imageShape: readonly number[],
  source: WeightSource,
  frozen = 0,
): Network {
  return new Network(withoutSigmoid(network), imageShape, source, 'score', frozen);
}

function withoutSigmoid(network: NetworkData): NetworkData {
  const layers = nodesOf(network);
  const last = layers.length - 1;
  const layer = layers[last];
  if (layer?.type !== 'sigmoid' || outputNode(network, 'score', 'score') !== layerName(layer, last)) return network;
  const judging = layers.slice(0, -1);
  if (!('nodes' in network)) return judging;
  const before = layers[last - 1];
  const score = [layer.from ?? (before ? layerName(before, last - 1) : INPUT)].flat()[0] ?? INPUT;
  return { ...network, nodes: judging, outputs: { ...network.outputs, score } };
}
