import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { OUTPUT_NAMES, type Graph } from '@shared/network/graph.ts';
import type { Layer } from '@shared/network/layers.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { buildDiscriminator, Network, type WeightSource } from '../../../electron/engine/network/network.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';

const source: WeightSource = { initializer: 'keras', draws: drawsOf(7), purpose: 'generatorWeights' };
const conv = (rest: Partial<Layer> = {}): Layer =>
  ({ type: 'conv2d', filters: 2, kernelSize: 3, stride: 1, padding: 'same', useBias: true, ...rest }) as Layer;
const input = () =>
  tf.tensor4d(
    Float32Array.from({ length: 2 * 4 * 4 * 2 }, (_, at) => Math.sin(at)),
    [2, 4, 4, 2],
  );
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const PASS = { mode: 'inference' } as const;

describe('a network that is a graph', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('joins its ways: a residual block is what goes in and what was made of it', () => {
    tf.tidy(() => {
      const way = new Network([conv()], [4, 4, 2], source);
      const residual = new Network([conv(), { type: 'add', from: ['input', '0_conv2d'] }], [4, 4, 2], source);
      expect(numbers(residual.forward(input(), PASS))).toEqual(numbers(tf.add(input(), way.forward(input(), PASS))));
      const product = new Network([conv(), { type: 'multiply', from: ['input', '0_conv2d'] }], [4, 4, 2], source);
      expect(numbers(product.forward(input(), PASS))).toEqual(numbers(tf.mul(input(), way.forward(input(), PASS))));
      const both = new Network([conv(), { type: 'concat', from: ['0_conv2d', 'input'] }], [4, 4, 2], source);
      expect(both.forward(input(), PASS).shape).toEqual([2, 4, 4, 4]);
      for (const network of [way, residual, product, both]) network.dispose();
    });
  });

  test('draws its weights by the place of its layers, whatever they are called', () => {
    const plain = new Network([conv(), conv()], [4, 4, 2], source);
    const named = new Network({ nodes: [conv({ id: 'a' }), conv({ id: 'b', from: 'a' })] }, [4, 4, 2], source);
    expect(named.variables.map(({ name }) => name)).toEqual(['a/kernel', 'a/bias', 'b/kernel', 'b/bias']);
    expect(named.variables.map(({ value }) => numbers(value))).toEqual(
      plain.variables.map(({ value }) => numbers(value)),
    );
    plain.dispose();
    named.dispose();
  });

  test('gives every output it names from one pass, and computes nothing it is not asked for', () => {
    const nodes: Layer[] = [
      conv({ id: 'hidden' }),
      { type: 'flatten' },
      { type: 'dense', units: 1, useBias: true, id: 'score' },
      { type: 'dense', units: 3, useBias: true, id: 'names', from: '1_flatten' },
    ];
    const graph: Graph = { nodes, outputs: { score: 'score', classes: 'names', features: 'hidden' } };
    const network = new Network(graph, [4, 4, 2], source, 'score');
    tf.tidy(() => {
      const { score, classes, features, image } = network.run(input(), PASS, OUTPUT_NAMES);
      expect([score, classes, features].map((one) => one?.shape)).toEqual([
        [2, 1],
        [2, 3],
        [2, 4, 4, 2],
      ]);
      expect(image).toBeUndefined();
      expect(numbers(network.forward(input(), PASS))).toEqual(numbers(score!));
    });
    expect(() =>
      new Network({ nodes, outputs: { score: 'nowhere' } }, [4, 4, 2], source, 'score').forward(input(), PASS),
    ).toThrow(/nowhere/);
    network.dispose();
  });

  test('a doubling that a second layer looks at is not joined with the convolution behind it', () => {
    const up: Layer[] = [{ type: 'upsample2d', factor: 2 }, conv()];
    const seen: Layer[] = [...up, { type: 'add', from: ['0_upsample2d', '1_conv2d'] }];
    tf.tidy(() => {
      const alone = new Network(up, [4, 4, 2], source);
      const twice = new Network(seen, [4, 4, 2], source);
      const doubled = tf.image.resizeNearestNeighbor(input() as tf.Tensor4D, [8, 8]);
      const expected = numbers(tf.add(doubled, alone.forward(input(), PASS)));
      numbers(twice.forward(input(), PASS)).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
      alone.dispose();
      twice.dispose();
    });
  });

  test("a discriminator's last sigmoid is left to the loss, in a graph too", () => {
    const nodes: Layer[] = [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: true }];
    const logits = buildDiscriminator(nodes, [4, 4, 2], source);
    const judged = buildDiscriminator(
      { nodes: [...nodes, { type: 'sigmoid', id: 'said' }], outputs: { score: 'said' } },
      [4, 4, 2],
      source,
    );
    tf.tidy(() => {
      expect(numbers(judged.forward(input(), PASS))).toEqual(numbers(logits.forward(input(), PASS)));
    });
    logits.dispose();
    judged.dispose();
  });
});
