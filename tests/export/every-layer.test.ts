import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodesOf, withNodes } from '@shared/network/graph.ts';
import { LAYER_TYPES } from '@shared/network/kinds/index.ts';
import {
  graphModelFiles,
  layersModelJson,
  MAIN_OUTPUTS,
  modelOf,
  packWeights,
  type NamedTensor,
  type NetworkName,
} from '@shared/network/layers-model.ts';
import { discriminatorInput, generatorInput, type Layer, type NetworkPair } from '@shared/network/layers.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset, networksOf, type Preset } from '@shared/presets/index.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { foldSpectralNorms } from '@shared/network/spectral-norm.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { Network } from '../../electron/engine/network/network.ts';
import { drawsOf } from '../../electron/engine/training/device-draws.ts';
import { saveVariables } from '../../electron/engine/training/state.ts';
import { KIND_NETWORKS, kindPair } from '../engine/network/kind-networks.ts';

const dense = (units: number, spectralNorm?: boolean): Layer => ({ type: 'dense', units, useBias: true, spectralNorm });
const conv = (
  filters: number,
  kernelSize: number,
  stride: number,
  more: { padding?: 'valid'; spectralNorm?: true } = {},
): Layer => ({
  type: 'conv2d',
  ...{ filters, kernelSize, stride, useBias: true, padding: 'same', ...more },
});
const transposed = (filters: number, kernelSize: number, stride: number, useBias = true): Layer => ({
  type: 'conv2dTranspose',
  ...{ filters, kernelSize, stride, useBias },
});
const norm: Layer = { type: 'batchNorm', momentum: 0.9, epsilon: 1e-3, runningVariance: 'population' };
const labels = (join: 'multiply' | 'append' | 'plane', size?: number): Layer => ({
  type: 'labelEmbedding',
  classes: 3,
  join,
  size,
});
const leaky: Layer = { type: 'leakyRelu', slope: 0.2 };

const narrow = (id: string, side: number, classes = 0): NetworkPair => {
  const preset = findPreset(id) as Preset;
  const config = resolveConfig({ preset: preset.id, dataset: 'd', 'network.width': 0.03125, 'latent.size': 4 });
  return networksOf(preset, config, imagesFor(preset, { height: side, width: side, channels: 1 }, classes));
};

const COUNT = 6;

/** A GraphModel takes all images that come in as one group. */
const inOneGroup = ({ discriminator, ...pair }: NetworkPair): NetworkPair => ({
  ...pair,
  discriminator: withNodes(
    discriminator,
    nodesOf(discriminator).map((layer) => (layer.type === 'minibatchStddev' ? { ...layer, group: COUNT } : layer)),
  ),
});

/** Between them every kind of layer, with an image that is not square and three channels. */
const NETWORKS: Record<string, NetworkPair> = {
  'a colour DCGAN': {
    latentSize: 4,
    image: { height: 16, width: 8, channels: 3 },
    generator: [
      dense(4 * 2 * 5),
      { type: 'reshape', shape: [4, 2, 5] },
      norm,
      { type: 'relu' },
      transposed(4, 4, 2, false),
      norm,
      leaky,
      { type: 'upsample2d', factor: 2 },
      conv(3, 5, 1),
      { type: 'tanh' },
    ],
    discriminator: [
      conv(4, 4, 2, { spectralNorm: true }),
      leaky,
      { type: 'dropout', rate: 0.3 },
      conv(3, 3, 1, { padding: 'valid' }),
      { type: 'flatten' },
      dense(5, true),
      dense(1),
    ],
  },
  'a conditional GAN': {
    latentSize: 4,
    image: { height: 4, width: 6, channels: 1 },
    classes: 3,
    generator: [
      labels('multiply'),
      dense(12),
      { type: 'reshape', shape: [2, 3, 2] },
      labels('plane'),
      transposed(2, 5, 2),
      leaky,
      transposed(1, 3, 1),
      { type: 'sigmoid' },
    ],
    discriminator: [labels('plane'), conv(2, 3, 2), { type: 'flatten' }, labels('append', 2), dense(1)],
  },
  'a pair of graphs': {
    latentSize: 4,
    image: { height: 4, width: 4, channels: 1 },
    generator: {
      nodes: [
        dense(4 * 4 * 2),
        { type: 'reshape', shape: [4, 4, 2], id: 'small' },
        conv(2, 3, 1),
        { ...leaky, id: 'way' },
        { type: 'add', from: ['small', 'way'], id: 'sum' },
        { type: 'multiply', from: ['sum', 'way'] },
        { type: 'concat', from: ['sum', '5_multiply', 'small'] },
        conv(1, 3, 1),
        { type: 'sigmoid' },
      ],
      range: 'unit',
    },
    discriminator: {
      nodes: [
        { ...conv(3, 3, 1), id: 'seen' },
        conv(3, 3, 1),
        { type: 'add', from: ['1_conv2d', 'seen'] },
        { type: 'flatten' },
        dense(1),
      ],
    },
  },
  'FastGAN, narrow': narrow('fastgan', 64),
  'Projected GAN, narrow': narrow('projected', 64),
  'R3GAN, narrow': narrow('r3gan', 16),
  'pix2pix, narrow': narrow('pix2pix', 12),
  'SNGAN, narrow': narrow('sngan-resnet', 16),
  'SNGAN with labels, narrow': narrow('sngan-resnet', 16, 3),
  'SAGAN with labels, narrow': narrow('sagan', 16, 3),
  'StyleGAN2, narrow': inOneGroup(narrow('stylegan2', 16)),
  ...Object.fromEntries(Object.keys(KIND_NETWORKS).map((name) => [name, kindPair(name)])),
};

const LABELS = Int32Array.from({ length: COUNT }, (_, row) => row % 3);

/** What Forger's engine computes in inference, and the weights, singular vectors included. */
async function ours(pair: NetworkPair, which: NetworkName, values: Float32Array, shape: number[]) {
  await openDevice('cpu');
  const source = { initializer: 'torch', draws: drawsOf(5), purpose: 'generatorWeights' } as const;
  const network = new Network(pair[which], shape.slice(1), source, MAIN_OUTPUTS[which]);
  for (const [salt, variable] of network.variables.entries())
    // Averages and factors as after training: no two alike, variances above 0.
    if (/gamma|beta|moving|scale/.test(variable.name)) {
      const length = variable.shape.reduce((a, b) => a * b, 1);
      variable.load(Float32Array.from({ length }, (_, place) => 0.6 + 0.4 * Math.sin(salt + 3 * place)));
    }
  const output = tf.tidy(() => {
    const asked = pair.classes === undefined ? {} : { labels: tf.tensor1d(LABELS, 'int32') };
    return network.forward(tf.tensor(values, shape), { mode: 'inference', ...asked });
  });
  const made = { shape: output.shape, values: await output.data(), weights: await saveVariables(network.variables) };
  output.dispose();
  network.dispose();
  return made;
}

/** Both forms in which plain tfjs opens a network. */
const FORMS: Record<
  string,
  (pair: NetworkPair, which: NetworkName, weights: NamedTensor[]) => Promise<tf.LayersModel | tf.GraphModel>
> = {
  'a LayersModel': async (pair, which, weights) => {
    const { modelTopology, weightsManifest } = JSON.parse(JSON.stringify(layersModelJson(pair, which)));
    const weightData = packWeights(pair, which, weights).slice().buffer;
    return tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData } as tf.io.ModelArtifacts),
    );
  },
  'a GraphModel': async (pair, which, weights) => {
    const { json, constants } = graphModelFiles(pair, which);
    const { modelTopology, signature, weightsManifest } = JSON.parse(JSON.stringify(json));
    const weightData = Uint8Array.from([...packWeights(pair, which, weights), ...(constants ?? [])]).buffer;
    const weightSpecs = weightsManifest.flatMap((group: { weights: tf.io.WeightsManifestEntry[] }) => group.weights);
    return tf.loadGraphModel(tf.io.fromMemory({ modelTopology, signature, weightSpecs, weightData }));
  },
};

/** Forms that a network has: a LayersModel where Keras' layers can say it. */
const formsOf = (pair: NetworkPair, which: NetworkName): string[] =>
  Object.keys(FORMS).slice(modelOf(pair, which).json.format === 'layers-model' ? 0 : 1);

it('holds every kind of layer between them', () => {
  const held = Object.values(NETWORKS).flatMap(({ generator, discriminator }) =>
    [generator, discriminator].flatMap((network) => nodesOf(network).map(({ type }) => type)),
  );
  expect(new Set(held)).toEqual(new Set(LAYER_TYPES));
});

describe.each(Object.entries(NETWORKS))('%s', (_, pair) => {
  beforeAll(() => tf.env().set('PROD', true));

  const cases = (['generator', 'discriminator'] as const).flatMap((which) =>
    formsOf(pair, which).map((form) => [which, form] as const),
  );
  it.each(cases)('computes the same in plain tfjs: the %s as %s', async (which, form) => {
    const shape = [COUNT, ...(which === 'generator' ? generatorInput : discriminatorInput)(pair)];
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, place) =>
      Math.sin(7 * place + 1),
    );
    const expected = await ours(pair, which, values, shape);
    await tf.setBackend('cpu');
    const model = await FORMS[form]!(pair, which, foldSpectralNorms(expected.weights));
    const input = tf.tensor(values, shape);
    const output = model.predict(
      model.inputs.length === 1 ? input : [input, tf.tensor2d(LABELS, [COUNT, 1], 'int32')],
    ) as tf.Tensor;
    expect(output.shape).toEqual(expected.shape);
    const made = await output.data();
    const largest = Array.from(expected.values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(new Set(made).size).toBeGreaterThan(COUNT - 1);
    for (const [place, value] of made.entries())
      expect(Math.abs(value - (expected.values[place] ?? Number.NaN))).toBeLessThan(1e-5 * largest);
  });
});
