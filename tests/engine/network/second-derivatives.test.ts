import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { layerSchema } from '@shared/network/layers.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import type { ResourceVariable } from '../../../electron/engine/native/resource-variable.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';
import { distance } from '../../golden/golden.ts';
import { compile } from '../compile/helpers.ts';

/** What PyTorch computes: tests/golden/make_second_derivatives.py. */
const tensor = z.object({ shape: z.array(z.number()), data: z.array(z.number()) });
const tensors = z.record(z.string(), tensor);
const caseSchema = z.object({
  layers: z.array(layerSchema),
  inputShape: z.array(z.number()),
  weights: tensors,
  images: tensor,
  output: tensor,
  slopes: tensor,
  penalty: z.number(),
  gradients: tensors,
  vectorsAfter: tensors,
});
type Golden = z.infer<typeof caseSchema>;

const file = join(import.meta.dirname, '../../golden/second-derivatives.json');
const CASES = z.object({ cases: z.record(z.string(), caseSchema) }).parse(JSON.parse(readFileSync(file, 'utf8'))).cases;

const TOLERANCE = 1e-5;

function networkOf(golden: Golden): Network {
  const source = { initializer: 'keras', draws: drawsOf(1), purpose: 'discriminatorWeights' } as const;
  const network = new Network(golden.layers, golden.inputShape, source);
  for (const variable of network.variables) {
    const given = golden.weights[variable.name];
    if (given) variable.load(Float32Array.from(given.data));
  }
  return network;
}

interface Result {
  output: tf.Tensor;
  slopes: tf.Tensor;
  penalty: tf.Tensor;
  gradients: tf.Tensor[];
}

/** The penalty of Gulrajani et al. 2017 at the images themselves, and its gradient by every weight. */
function penalize(network: Network, images: tf.Tensor): Result {
  const kept: tf.Tensor[] = [];
  const penalty = (): tf.Scalar => {
    const { value, grad: slopes } = tf.valueAndGrad((x: tf.Tensor) => {
      const output = network.forward(x, { mode: 'training', createGraph: true });
      kept.push(tf.keep(output));
      return tf.sum(output);
    })(images);
    kept.push(tf.keep(slopes));
    const lengths = tf.sqrt(tf.sum(tf.square(tf.reshape(slopes, [images.shape[0] ?? 0, -1])), 1));
    value.dispose();
    return tf.mean(tf.square(tf.sub(lengths, 1)));
  };
  const weights = network.trainable.map((weight) => weight.value);
  const { value, grads } = tf.engine().gradients(penalty, weights);
  // A bias may only choose pieces of piecewise functions: tfjs finds no way back to it.
  const gradients = weights.map((weight, index) => (grads as (tf.Tensor | undefined)[])[index] ?? tf.zerosLike(weight));
  const [output, slopes] = kept.map((tensor) => {
    const own = tf.clone(tensor);
    tensor.dispose();
    return own;
  });
  return { output: output!, slopes: slopes!, penalty: value, gradients };
}

const largest = (arrays: Golden['gradients']): number =>
  Math.max(
    ...Object.values(arrays).map(({ data }) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );

function expectGolden(golden: Golden, network: Network, results: Record<string, ArrayLike<number>>): void {
  expect(distance(results['output']!, golden.output.data)).toBeLessThan(TOLERANCE);
  expect(distance(results['slopes']!, golden.slopes.data)).toBeLessThan(TOLERANCE);
  expect(distance(results['penalty']!, [golden.penalty])).toBeLessThan(TOLERANCE);
  expect(network.trainable.map(({ name }) => name).sort()).toEqual(Object.keys(golden.gradients).sort());
  // Biases that feed a batch norm get rounding alone: they are measured by the largest gradient there is.
  const scale = largest(golden.gradients);
  for (const [index, { name }] of network.trainable.entries()) {
    const expected = golden.gradients[name]?.data ?? [];
    const own = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = distance(results[`gradient${index}`]!, expected, own < 1e-4 * scale ? scale : 0);
    expect(apart, name).toBeLessThan(TOLERANCE);
  }
}

const named = ({ output, slopes, penalty, gradients }: Result): Record<string, tf.Tensor> => ({
  output,
  slopes,
  penalty,
  ...Object.fromEntries(gradients.map((gradient, index) => [`gradient${index}`, gradient])),
});

function expectVectors(golden: Golden, network: Network): void {
  for (const [name, { data }] of Object.entries(golden.vectorsAfter)) {
    const variable = network.variables.find((one) => one.name === name);
    expect(distance(variable!.value.dataSync(), data), name).toBeLessThan(TOLERANCE);
  }
}

describe.each(['cpu', 'js'] as const)('the gradient of a gradient penalty on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(Object.entries(CASES))("%s: is PyTorch's", (_, golden) => {
    const network = networkOf(golden);
    tf.tidy(() => {
      const images = tf.tensor(golden.images.data, golden.images.shape);
      const results = Object.entries(named(penalize(network, images)));
      expectGolden(golden, network, Object.fromEntries(results.map(([name, value]) => [name, value.dataSync()])));
    });
    expectVectors(golden, network);
    network.dispose();
  });
});

describe('the gradient of a gradient penalty in a compiled graph', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each(Object.entries(CASES))("%s: is PyTorch's", (_, golden) => {
    const network = networkOf(golden);
    const program = compile({
      variables: network.variables as ResourceVariable[],
      endpoints: {
        penalty: {
          inputs: { images: { shape: golden.images.shape, dtype: 'float32' } },
          run: ({ images }) => named(penalize(network, images!)),
        },
      },
    });
    const results = program.run('penalty', { images: Float32Array.from(golden.images.data) });
    expectGolden(golden, network, results);
    program.download();
    expectVectors(golden, network);
    program.dispose();
    network.dispose();
  });
});
