import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import { resolveConfig, resolveFrom } from '@shared/config/resolve.ts';
import { checkNetworks, firstProblem } from '@shared/network/check-networks.ts';
import { layerSchema, type Layer, type NetworkPair } from '@shared/network/layers.ts';
import { leastTrainingBytes } from '@shared/network/memory.ts';
import { NetworkFitError, PRESETS, networksOf } from '@shared/presets/index.ts';
import { networksFor, ownPair } from '@shared/presets/own-networks.ts';
import type { Recipe } from '@shared/presets/recipe.ts';
import {
  MAX_PRESET_BYTES,
  presetFileText,
  presetSettings,
  readNetworksFile,
  readPresetFile,
  recipeOf,
} from '@shared/presets/user-preset.ts';
import { OWN_DRAFT } from './support/own-networks.ts';

const image = OWN_DRAFT.image;
const pairOf = (change: Partial<NetworkPair> = {}): NetworkPair => ({
  latentSize: 10,
  image,
  ...OWN_DRAFT.networks,
  ...change,
});
const dense = (units: number): Layer => ({ type: 'dense', units, useBias: true });
const problem = (pair: NetworkPair, labels: Recipe['labels'] = 'none') => firstProblem(checkNetworks(pair, labels));

describe('the check of own networks', () => {
  it('counts what fits and finds nothing wrong', () => {
    const { generator, discriminator } = checkNetworks(pairOf(), 'none');
    expect(generator).toMatchObject({ problem: null, total: 10 * 64 + 64 + 64 * 784 + 784 });
    expect(discriminator).toMatchObject({ problem: null, total: 5 * 5 * 16 + 16 + 14 * 14 * 16 + 1 });
  });

  it('takes a sigmoid before a reshape, which makes images from 0 to 1', () => {
    const generator: Layer[] = [dense(784), { type: 'sigmoid' }, { type: 'reshape', shape: [28, 28, 1] }];
    expect(problem(pairOf({ generator }))).toBeNull();
  });

  it('gives the shapes before the layer at fault, and its place', () => {
    const { discriminator } = checkNetworks(
      pairOf({ discriminator: [{ type: 'flatten' }, dense(3), { type: 'upsample2d', factor: 2 }, dense(1)] }),
      'none',
    );
    expect(discriminator.rows.map((row) => row.outputShape)).toEqual([[784], [3]]);
    expect(discriminator.problem).toMatchObject({ index: 2 });
  });

  it.each<[string, Partial<NetworkPair>, Recipe['labels'], RegExp]>([
    ['no layer', { generator: [] }, 'none', /^The generator: There is no layer/],
    [
      'a generator of another size',
      { generator: [dense(100), { type: 'tanh' }] },
      'none',
      /^Layer 2 of the generator: .*makes 100, but the images are 28×28×1/,
    ],
    [
      'a generator that lacks only a reshape',
      { generator: [dense(784), { type: 'tanh' }] },
      'none',
      /Add Reshape to 28×28×1/,
    ],
    [
      'a generator without an end',
      { generator: [dense(784), { type: 'reshape', shape: [28, 28, 1] }] },
      'none',
      /must end in tanh/,
    ],
    [
      'a discriminator that ends in two numbers',
      { discriminator: [{ type: 'flatten' }, dense(2)] },
      'none',
      /^Layer 2 of the discriminator: .*it ends in 2/,
    ],
    [
      'nothing to train',
      { latentSize: 784, generator: [{ type: 'reshape', shape: [28, 28, 1] }, { type: 'tanh' }] },
      'none',
      /^The generator: There is nothing to train/,
    ],
    [
      'a layer no machine holds',
      {
        discriminator: [
          { type: 'upsample2d', factor: 8 },
          { type: 'upsample2d', factor: 8 },
          { type: 'upsample2d', factor: 8 },
          { type: 'upsample2d', factor: 8 },
          { type: 'flatten' },
          dense(1),
        ],
      },
      'none',
      /^Layer 4 of the discriminator: This layer is larger/,
    ],
    [
      'labels where there are none',
      {
        generator: [
          { type: 'labelEmbedding', classes: 10, join: 'append', size: 5 },
          ...nodesOf(OWN_DRAFT.networks.generator),
        ],
      },
      'none',
      /^Layer 1 of the generator: This recipe trains without labels/,
    ],
    [
      'another number of labels',
      {
        classes: 4,
        generator: [
          { type: 'labelEmbedding', classes: 10, join: 'append', size: 5 },
          ...nodesOf(OWN_DRAFT.networks.generator),
        ],
      },
      'embedding',
      /The images have 4 labels/,
    ],
    ['labels that do not come in', { classes: 10 }, 'embedding', /^The generator: This recipe works with labels/],
    [
      'a discriminator that names no label',
      {
        classes: 10,
        generator: [
          { type: 'labelEmbedding', classes: 10, join: 'multiply' },
          ...nodesOf(OWN_DRAFT.networks.generator),
        ],
      },
      'auxiliary',
      /^Layer 4 of the discriminator: .*Dense 11/,
    ],
  ])('refuses %s', (_what, change, labels, message) => {
    expect(problem(pairOf(change), labels)).toMatch(message);
  });

  it('never throws, whatever layers are put together', () => {
    const layer = fc.constantFrom<Layer>(
      dense(3),
      { type: 'flatten' },
      { type: 'reshape', shape: [1, 3, 1] },
      { type: 'upsample2d', factor: 8 },
      { type: 'conv2d', filters: 2, kernelSize: 5, stride: 2, padding: 'valid', useBias: false },
      { type: 'conv2dTranspose', filters: 2, kernelSize: 4, stride: 8, useBias: true },
      { type: 'batchNorm', momentum: 0.9, epsilon: 1e-3, runningVariance: 'sample' },
      { type: 'labelEmbedding', classes: 3, join: 'plane' },
      { type: 'dropout', rate: 0.5 },
      { type: 'tanh' },
      { type: 'sigmoid' },
    );
    const list = fc.array(layer, { maxLength: 12 });
    fc.assert(
      fc.property(
        list,
        list,
        fc.constantFrom('none', 'embedding', 'auxiliary', 'optional'),
        (generator, discriminator, labels) => {
          const checks = checkNetworks(pairOf({ generator, discriminator, classes: 3 }), labels);
          for (const { rows, problem: found } of Object.values(checks))
            for (const row of rows) if (found === null) expect(row.outputShape.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  it('finds nothing wrong with any published recipe', () => {
    for (const preset of PRESETS)
      for (const side of [28, 64])
        for (const channels of [1, 3] as const) {
          const images = { image: { height: side, width: side, channels }, classes: 10 };
          const config = resolveConfig({ preset: preset.id, dataset: 'd' });
          let pair: NetworkPair;
          try {
            pair = networksOf(preset, config, images);
          } catch (error) {
            expect(error).toBeInstanceOf(NetworkFitError);
            continue;
          }
          expect([preset.id, problem(pair, preset.recipe.labels)]).toEqual([preset.id, null]);
          const { generator, discriminator } = pair;
          const again = networksFor({ preset, own: { generator, discriminator } }, config, images);
          expect(again).toEqual(pair);
        }
  });
});

describe('own networks on other images', () => {
  it('take on the number of labels', () => {
    const preset = { ...PRESETS[0]!, recipe: { ...PRESETS[0]!.recipe, labels: 'auxiliary' as const } };
    const own = {
      generator: [{ type: 'labelEmbedding', classes: 10, join: 'multiply' } as const, dense(784)],
      discriminator: [{ type: 'flatten' } as const, dense(11)],
    };
    const pair = ownPair(own, preset, 100, { image, classes: 4 });
    expect(pair).toMatchObject({ classes: 4, generator: [{ classes: 4 }, {}], discriminator: [{}, { units: 5 }] });
  });

  it('say which layer does not fit', () => {
    const config = resolveConfig({ preset: OWN_DRAFT.base, dataset: 'd' });
    const larger = { image: { height: 32, width: 32, channels: 1 } as const, classes: 0 };
    expect(() => networksFor(recipeOf(OWN_DRAFT), config, larger)).toThrow(NetworkFitError);
  });

  it('need at least the memory of their weights, slots and batch', () => {
    const config = resolveConfig({ preset: OWN_DRAFT.base, dataset: 'd', batch: 2 });
    const generator = (10 * 64 + 64 + 64 * 784 + 784) * 4 + 2 * (64 + 784);
    const discriminator = (5 * 5 * 16 + 16 + 14 * 14 * 16 + 1) * 4 + 2 * 2 * (14 * 14 * 16 + 1);
    expect(leastTrainingBytes(pairOf(), config)).toBe(4 * (generator + discriminator));
    const sgd = { ...config, 'optimizer.generator.kind': 'sgd', 'optimizer.discriminator.kind': 'sgd' } as const;
    expect(leastTrainingBytes(pairOf(), sgd)).toBeLessThan(leastTrainingBytes(pairOf(), config));
  });
});

describe('a preset as a file', () => {
  it('reads back what was written', () => {
    expect(readPresetFile(presetFileText(OWN_DRAFT))).toEqual(OWN_DRAFT);
    expect(readNetworksFile(presetFileText(OWN_DRAFT))).toEqual(OWN_DRAFT.networks);
    expect(readNetworksFile(JSON.stringify(OWN_DRAFT.networks))).toEqual(OWN_DRAFT.networks);
  });

  const file = JSON.parse(presetFileText(OWN_DRAFT)) as Record<string, unknown>;
  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /is not JSON/],
    ['something else', '[1]', /is not a saved recipe/],
    ['null', 'null', /is not a saved recipe/],
    ['a newer format', JSON.stringify({ ...file, format: 2 }), /newer Forger/],
    [
      'a recipe nobody knows',
      JSON.stringify({ ...file, base: 'gan-9000' }),
      /"gan-9000", which this version of Forger does not have/,
    ],
    ['a field too many', JSON.stringify({ ...file, extra: 1 }), /cannot be used: it has no "extra": leave it out\./],
    ['a setting that shapes networks', JSON.stringify({ ...file, settings: { 'network.width': 2 } }), /settings/],
    ['a setting out of range', JSON.stringify({ ...file, settings: { batch: 0 } }), /settings\.batch/],
    [
      'a layer nobody knows',
      JSON.stringify({ ...file, networks: { generator: [{ type: 'attention' }], discriminator: [dense(1)] } }),
      /layer 1 of the generator, type/,
    ],
    [
      'a layer with a bad number',
      JSON.stringify({ ...file, networks: { generator: [dense(1)], discriminator: [dense(1), dense(-5)] } }),
      /layer 2 of the discriminator, units/,
    ],
    [
      'too many layers',
      JSON.stringify({ ...file, networks: { generator: Array(201).fill(dense(1)), discriminator: [dense(1)] } }),
      /generator/,
    ],
    ['a file without end', ' '.repeat(MAX_PRESET_BYTES + 1), /larger than any saved recipe/],
    ['a prototype', '{"kind":"forger-preset","format":1,"__proto__":{"name":"x"}}', /cannot be used/],
  ])('refuses %s in one sentence', (_what, text, message) => {
    expect(() => readPresetFile(text)).toThrow(message);
    try {
      readPresetFile(text);
    } catch (error) {
      expect((error as Error).message).toMatch(/^[^\n]{10,800}\.$/);
    }
  });

  it('keeps what differs from the recipe and nothing that a run decides', () => {
    const recipe = resolveConfig({ preset: OWN_DRAFT.base, dataset: 'd' });
    const changed = { ...recipe, batch: 64, seed: 9, name: 'x', 'network.width': 2, device: 'cpu' as const };
    expect(presetSettings(changed, recipe)).toEqual({ batch: 64 });
    expect(resolveFrom(recipeOf(OWN_DRAFT).preset, { preset: OWN_DRAFT.base, dataset: 'd' })).toEqual({
      ...recipe,
      batch: 64,
      'optimizer.discriminator.learningRate': 1e-4,
    });
  });

  it('knows every kind of layer', () => {
    for (const layer of [...nodesOf(OWN_DRAFT.networks.generator), ...nodesOf(OWN_DRAFT.networks.discriminator)])
      expect(layerSchema.parse(layer)).toEqual(layer);
  });
});
