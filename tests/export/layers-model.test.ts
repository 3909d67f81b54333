import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  layersModelJson,
  NETWORK_NAMES,
  packWeights,
  unpackWeights,
  weightSpecs,
  type LayersModelJson,
  type NamedTensor,
  type NetworkName,
} from '@shared/network/layers-model.ts';
import { nodesOf } from '@shared/network/graph.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { findPreset, PRESETS } from '@shared/presets/index.ts';
import { forward } from './support/forward.ts';
import { NETWORKS, weights } from '../store/support/fixtures.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

async function load(pair: NetworkPair, network: NetworkName, tensors: NamedTensor[]): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(JSON.stringify(layersModelJson(pair, network)));
  const weightData = packWeights(pair, network, tensors).slice().buffer;
  return tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData } as tf.io.ModelArtifacts),
  );
}

/** Recipes whose layers Keras has; the others' are held to theirs in every-layer.test.ts. */
const BEYOND_KERAS = ['fastgan', 'projected', 'r3gan', 'sngan-resnet', 'sagan', 'stylegan2', 'pix2pix'];
const LAYERED = PRESETS.flatMap(({ id }) => (BEYOND_KERAS.includes(id) ? [] : [id]));

describe('a network as a LayersModel', () => {
  it.each(NETWORK_NAMES)('opens in plain tfjs and computes what its layers say: %s', async (network) => {
    const tensors = weights(network, 1);
    const model = await load(NETWORKS, network, tensors);
    const size = network === 'generator' ? 3 : 8;
    const input = Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(5 * i));
    const shape = network === 'generator' ? [2, 3] : [2, 4, 2, 1];
    const output = model.predict(tf.tensor(input, shape)) as tf.Tensor;
    expect(output.shape).toEqual(network === 'generator' ? [2, 4, 2, 1] : [2, 1]);
    const expected = [0, 1].flatMap((row) =>
      forward(nodesOf(NETWORKS[network]), tensors, [...input.slice(row * size, (row + 1) * size)]),
    );
    const values = [...(await output.data())];
    expect(values).toHaveLength(expected.length);
    values.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
  });

  it.each(LAYERED)('holds every weight of the recipe %s', async (id) => {
    const { networks, recipe } = findPreset(id)!;
    const pair = networks({ height: 16, width: 16, channels: 3 }, 4, recipe.labels === 'none' ? 0 : 10);
    for (const network of NETWORK_NAMES) {
      const specs = weightSpecs(pair, network);
      const tensors = specs.map(({ name, shape }) => ({
        name,
        shape,
        data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
      }));
      const model = await load(pair, network, tensors);
      expect(new Set(model.weights.map((weight) => `${weight.originalName} ${weight.shape.join('×')}`))).toEqual(
        new Set(specs.map(({ modelName, shape }) => `${modelName} ${shape.join('×')}`)),
      );
      expect(model.weights).toHaveLength(specs.length);
      model.dispose();
    }
  });

  it.each(LAYERED)('says of the layers of %s what tfjs itself writes, and no more', async (id) => {
    const { networks, recipe } = findPreset(id)!;
    const pair = networks({ height: 16, width: 16, channels: 3 }, 4, recipe.labels === 'none' ? 0 : 10);
    for (const network of NETWORK_NAMES) {
      const tensors = weightSpecs(pair, network).map(({ name, shape }) => ({
        name,
        shape,
        data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
      }));
      const model = await load(pair, network, tensors);
      const written = model.toJSON(undefined, false) as unknown as LayersModelJson['modelTopology']['model_config'];
      // Every layer of Keras takes a type; tfjs writes it of those with inputs.
      const keysOf = (config: Record<string, unknown>): string[] =>
        Object.keys(config).filter((key) => key !== 'dtype');
      const known = new Map(
        written.config.layers.map(({ class_name, config }) => [
          config['name'],
          { class_name, keys: Object.keys(config) },
        ]),
      );
      for (const { class_name, config } of layersModelJson(pair, network).modelTopology.model_config.config.layers) {
        expect(known.get(config['name'])).toEqual({ class_name, keys: expect.arrayContaining(keysOf(config)) });
      }
      model.dispose();
    }
  });

  it('names weights by place and type', () => {
    expect(weightSpecs(NETWORKS, 'generator').map(({ name }) => name)).toEqual([
      '0_dense/kernel',
      '0_dense/bias',
      '2_batchNorm/gamma',
      '2_batchNorm/beta',
      '2_batchNorm/movingMean',
      '2_batchNorm/movingVariance',
      '3_dense/kernel',
    ]);
  });

  it('packs weights in any order and unpacks the same values, from any place in memory', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(weights('generator', 3), { minLength: 7 }), fc.nat(7), (shuffled, shift) => {
        const packed = packWeights(NETWORKS, 'generator', shuffled);
        const shifted = Buffer.concat([Buffer.alloc(shift), packed]).subarray(shift);
        expect(unpackWeights(NETWORKS, 'generator', shifted)).toEqual(weights('generator', 3));
      }),
    );
  });

  it('refuses weights that are not the network’s', () => {
    const all = weights('generator', 1);
    const [first, ...rest] = all;
    expect(() => packWeights(NETWORKS, 'generator', rest)).toThrow('The generator has 7 weights, not 6.');
    expect(() => packWeights(NETWORKS, 'generator', [first!, ...all.slice(0, -1)])).toThrow('has 7 weights');
    expect(() => packWeights(NETWORKS, 'generator', [{ ...first!, name: 'x' }, ...rest])).toThrow(
      'needs the weight 0_dense/kernel of shape 3×5',
    );
    expect(() => packWeights(NETWORKS, 'generator', [{ ...first!, shape: [5, 3] }, ...rest])).toThrow('0_dense/kernel');
    expect(() => packWeights(NETWORKS, 'generator', [{ ...first!, data: new Float32Array(14) }, ...rest])).toThrow(
      '0_dense/kernel',
    );
    expect(() => unpackWeights(NETWORKS, 'generator', new Uint8Array(8))).toThrow('take 320 bytes, not 8');
  });
});
