import * as tf from '@tensorflow/tfjs-core';
import { INPUT } from '@shared/network/graph.ts';
import { leadingTo, type BuiltNode } from './graph.ts';
import type { Pass } from './pass.ts';

/**
 * A pass through a network that stops at one node after another, from the first to the last, and goes on from there.
 * Between two stops it holds what later nodes take; where that was let go of, it begins anew, to the same bits.
 */
export class StoppingPass {
  readonly #nodes: readonly BuiltNode[];
  readonly #stops: readonly string[];
  readonly #x: tf.Tensor;
  readonly #pass: Pass;
  /** What is held, by node. */
  #values = new Map<string, tf.Tensor>();
  readonly #done = new Set<string>();

  /** @param stops nodes, in their order @param x,pass the caller's, to be kept as long as this is used */
  constructor(nodes: readonly BuiltNode[], stops: readonly string[], x: tf.Tensor, pass: Pass) {
    this.#nodes = nodes;
    this.#stops = stops;
    this.#x = x;
    this.#pass = pass;
  }

  /** @param look what is asked of the value of a stop; its result is the caller's to dispose */
  at<Found extends tf.Tensor[]>(stop: number, look: (value: tf.Tensor) => Found): Found {
    const wanted = this.#stops[stop] ?? INPUT;
    const ids: string[] = [];
    const [found, held] = tf.tidy((): [Found, tf.Tensor[]] => {
      const values = new Map([[INPUT, this.#x], ...this.#values]);
      const valueOf = (id: string): tf.Tensor => {
        const value = values.get(id);
        if (!value) throw new Error(`The network has no layer ${id}.`);
        return value;
      };
      for (const { id, from, built } of leadingTo(this.#nodes, [wanted])) {
        if (this.#done.has(id)) continue;
        values.set(id, built.forward(from.map(valueOf), this.#pass));
        this.#done.add(id);
      }
      const later = this.#takenAfter(stop);
      const kept = [...values].filter(([id]) => id !== INPUT && later.has(id));
      ids.push(...kept.map(([id]) => id));
      return [look(valueOf(wanted)), kept.map(([, value]) => value)];
    });
    this.#hold(new Map(ids.map((id, index) => [id, held[index] as tf.Tensor])));
    return found;
  }

  /** Bytes of what is held. */
  get bytes(): number {
    return [...new Set(this.#values.values())].reduce(
      (sum, { size, dtype }) => sum + size * tf.util.bytesPerElement(dtype),
      0,
    );
  }

  /** Lets go of what is held: the next stop is reached from the beginning. */
  forget(): void {
    this.#hold(new Map());
    this.#done.clear();
  }

  /** What the nodes that are not computed yet take, up to the last stop. */
  #takenAfter(stop: number): ReadonlySet<string> {
    const stops = this.#stops.slice(stop + 1);
    const open = leadingTo(this.#nodes, stops).filter(({ id }) => !this.#done.has(id));
    return new Set([...stops, ...open.flatMap(({ from }) => from)]);
  }

  #hold(values: Map<string, tf.Tensor>): void {
    // Some layers give what they are given.
    const kept = new Set([this.#x, ...values.values()]);
    for (const value of this.#values.values()) if (!kept.has(value)) value.dispose();
    this.#values = values;
  }
}
