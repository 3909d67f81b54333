import { describe, expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { nodesOf, type NetworkData } from '@shared/network/graph.ts';
import { imageRangeOf, type ImageShape } from '@shared/network/layers.ts';
import { summarizePair } from '@shared/network/summary.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { isDropout, withSpectralNorm } from '@shared/network/transforms.ts';
import { findPreset, NetworkFitError, networksOf, PRESETS, type Preset } from '@shared/presets/index.ts';

const square = (side: number, channels: 1 | 3 = 1): ImageShape => ({ height: side, width: side, channels });
const CLASSES = 10;

function preset(id: string): Preset {
  const found = findPreset(id);
  if (!found) throw new Error(`There is no preset ${id}.`);
  return found;
}

/** What the originals print: trainable and other parameters of G, of D. */
const COUNTS: [string, ImageShape, [number, number], [number, number]][] = [
  ['keras-gan', square(28), [1_489_936, 3_584], [533_505, 0]],
  ['minimax', square(28), [1_489_936, 3_584], [533_505, 0]],
  ['fashion-gan-torch', square(28), [1_510_032, 3_584], [533_505, 0]],
  ['fashion-gan-tf', square(28), [1_510_032, 3_584], [533_505, 0]],
  ['gans-mlp', square(28), [1_486_352, 0], [1_460_225, 0]],
  ['dcgan-64', square(64, 3), [3_576_704, 1_920], [2_765_568, 1_792]],
  ['dcgan-64', square(64, 1), [3_574_656, 1_920], [2_763_520, 1_792]],
  ['wang-dcgan-28', square(28), [2_368_705, 25_536], [4_311_553, 0]],
  ['notmnist-dcgan', square(28), [2_368_705, 25_536], [259_073, 0]],
  ['gans-dcgan', square(64), [12_668_672, 1_792], [11_032_065, 3_584]],
];

describe('the published recipes', () => {
  it.each(COUNTS)('%s at %o has the parameters of the original', (id, image, generator, discriminator) => {
    const summary = summarizePair(preset(id).networks(image, 100, 0));
    expect([summary.generator.trainable, summary.generator.nonTrainable]).toEqual(generator);
    expect([summary.discriminator.trainable, summary.discriminator.nonTrainable]).toEqual(discriminator);
  });

  it('wang-dcgan-28 has the 2,394,241 parameters of the slides', () => {
    expect(summarizePair(preset('wang-dcgan-28').networks(square(28), 100, 0)).generator.total).toBe(2_394_241);
  });

  it('minimax differs from keras-gan in the goal of G alone', () => {
    const config = (id: string) => ({ ...resolveConfig({ preset: id, dataset: 'd' }), preset: '' });
    expect(config('minimax')).toEqual({ ...config('keras-gan'), 'loss.generator': 'minimax' });
    expect(preset('minimax').recipe).toEqual(preset('keras-gan').recipe);
  });

  it('images are scaled to 0 … 1 where a sigmoid makes them', () => {
    const range = (id: string) => imageRangeOf(preset(id).networks(square(28), 100, 0));
    expect(range('wang-dcgan-28')).toBe('unit');
    expect(range('notmnist-dcgan')).toBe('signed');
  });

  it.each([16, 28, 32, 64, 128, 256])('every convolutional recipe makes %i pixels a side', (side) => {
    for (const channels of [1, 3] as const)
      for (const { id, family, networks } of PRESETS)
        if (family === 'convolutional')
          expect(summarizePair(networks(square(side, channels), 100, CLASSES)).discriminator.outputShape, id).toEqual([
            1,
          ]);
  });

  it.each([
    [64, 96],
    [48, 64],
    [16, 256],
    [112, 28],
    [40, 40],
  ])('every convolutional recipe makes images of %i by %i pixels', (height, width) => {
    for (const { id, family, networks } of PRESETS) {
      if (family !== 'convolutional') continue;
      const { generator, discriminator } = summarizePair(networks({ height, width, channels: 3 }, 100, CLASSES));
      expect(generator.outputShape, id).toEqual([height, width, 3]);
      expect(discriminator.outputShape, id).toEqual([1]);
    }
  });

  it.each([64, 128, 256])('fastgan makes %i pixels a side in grey and colour, and gives fifty scores', (side) => {
    for (const channels of [1, 3] as const) {
      const { generator, discriminator } = summarizePair(preset('fastgan').networks(square(side, channels), 256, 0));
      expect(generator.outputShape).toEqual([side, side, channels]);
      expect(discriminator.outputShape).toEqual([50]);
    }
    expect(() => preset('fastgan').networks(square(28), 256, 0)).toThrow(
      'FastGAN makes square images with a side of 64, 128 or 256 pixels, not 28×28. Import the images at one of these sizes.',
    );
  });

  it.each([64, 128, 256])(
    'projected makes %i pixels a side in grey and colour, and trains nothing that sees or mixes',
    (side) => {
      for (const channels of [1, 3] as const)
        for (const times of [0.1, 1]) {
          const pair = preset('projected').networks(square(side, channels), 256, 0, times);
          const { generator, discriminator } = summarizePair(pair);
          expect(generator.outputShape).toEqual([side, side, channels]);
          // 4 × 4 places of 7 × 7 features, at three levels.
          expect(discriminator.outputShape).toEqual([48]);
          const trained = discriminator.layers.flatMap(({ id, trainable }) => (trainable > 0 ? [id] : []));
          expect(trained.length).toBeGreaterThan(0);
          expect(trained.every((id) => id.startsWith('judge'))).toBe(true);
        }
      const { discriminator } = preset('projected').networks(square(side), 256, 0);
      const judged = nodesOf(withSpectralNorm(discriminator));
      expect(judged.every((layer) => !layer.frozen || !('spectralNorm' in layer))).toBe(true);
    },
  );

  it.each([16, 28, 32, 64, 128, 256])(
    'r3gan makes %i pixels a side in grey and colour, in whole groups at any width',
    (side) => {
      for (const width of [0.03125, 0.1, 1]) {
        const config = resolveConfig({ preset: 'r3gan', dataset: 'd', 'network.width': width });
        for (const channels of [1, 3] as const) {
          const pair = networksOf(preset('r3gan'), config, { image: square(side, channels), classes: 0 });
          const { generator, discriminator } = summarizePair(pair);
          expect(generator.outputShape).toEqual([side, side, channels]);
          expect(discriminator.outputShape).toEqual([1]);
          for (const layer of [...nodesOf(pair.generator), ...nodesOf(pair.discriminator)])
            if (layer.type === 'groupedConv2d') expect(layer.filters / layer.groups).toBe(16);
        }
      }
      const wide = { height: side, width: 2 * side, channels: 3 } as const;
      if (wide.width <= 256)
        expect(summarizePair(preset('r3gan').networks(wide, 64, 0)).generator.outputShape).toEqual([
          side,
          wide.width,
          3,
        ]);
      expect(() => preset('r3gan').networks(square(30), 64, 0)).toThrow('both sides must be multiples of 4');
    },
  );

  it.each([16, 28, 32, 64, 128, 256])('stylegan2 makes %i pixels a side in grey and colour, at any width', (side) => {
    const { networks } = preset('stylegan2');
    const made = (height: number, width: number, channels: 1 | 3, times: number) =>
      summarizePair(networks({ height, width, channels }, 16, 0, times));
    for (const times of [0.001, 0.1, 1])
      for (const channels of [1, 3] as const) {
        const { generator, discriminator } = made(side, side, channels, times);
        expect(generator.outputShape).toEqual([side, side, channels]);
        expect(discriminator.outputShape).toEqual([1]);
        const places = generator.layers.filter(({ layer }) => layer.type === 'style');
        // The style of the first convolution, and two more a doubling and for the colours.
        expect(places).toHaveLength(2 * Math.floor(Math.log2(side / 2)));
        expect(new Set(places.map(({ outputShape }) => outputShape.join()))).toEqual(
          new Set([String(Math.max(1, Math.round(512 * times)))]),
        );
      }
    if (side <= 128) expect(made(side, 2 * side, 3, 0.1).generator.outputShape).toEqual([side, 2 * side, 3]);
    expect(() => made(30, 30, 1, 0.1)).toThrow('both sides must be multiples of 4');
  });

  it('stylegan2 makes up for the updates of what runs seldom, as its authors do', () => {
    const config = resolveConfig({ preset: 'stylegan2', dataset: 'd' });
    for (const [player, every] of [
      ['generator', config['path.every']],
      ['discriminator', config['penalty.every']],
    ] as const) {
      const share = every / (every + 1);
      expect(config[`optimizer.${player}.learningRate`]).toBeCloseTo(0.0025 * share, 9);
      expect(config[`optimizer.${player}.beta2`]).toBeCloseTo(0.99 ** share, 6);
    }
  });

  it.each(['sngan-resnet', 'sagan'].flatMap((id) => [16, 28, 32, 64, 128, 256].map((side) => [id, side] as const)))(
    '%s makes %i pixels a side in grey and colour, with labels and without, at any width',
    (id, side) => {
      const { networks } = preset(id);
      for (const width of [0.005, 0.1, 1])
        for (const [channels, classes] of [
          [1, 0],
          [3, CLASSES],
        ] as const) {
          const pair = networks(square(side, channels), 128, classes, width);
          const { generator, discriminator } = summarizePair(pair);
          expect(generator.outputShape).toEqual([side, side, channels]);
          expect(discriminator.outputShape).toEqual([1]);
          const labelled = [...nodesOf(pair.generator), ...nodesOf(pair.discriminator)].map((layer) =>
            'classes' in layer ? layer.classes : 0,
          );
          expect(Math.max(...labelled)).toBe(classes);
        }
      const made = (height: number, width: number) =>
        summarizePair(networks({ height, width, channels: 1 }, 8, 0, 0.1)).generator.outputShape;
      if (side <= 128) expect(made(side, 2 * side)).toEqual([side, 2 * side, 1]);
      expect(() => made(30, 30)).toThrow('both sides must be multiples of 4');
    },
  );

  it.each(['sngan-resnet', 'sagan'])('%s takes labels where there are any, and none where not', (id) => {
    const config = resolveConfig({ preset: id, dataset: 'd', 'network.width': 0.1 });
    for (const classes of [0, 1, CLASSES]) {
      const pair = networksOf(preset(id), config, { image: square(28), classes });
      expect(pair.classes).toBe(classes < 2 ? undefined : classes);
      expect(nodesOf(pair.discriminator).some(({ type }) => type === 'labelProjection')).toBe(classes > 1);
    }
  });

  it.each([
    [16, 8],
    [28, 14],
    [32, 16],
    [64, 32],
    [96, 24],
    [128, 32],
    [256, 32],
  ])('sagan attends once in each network: of %i pixels on features of %i', (side, at) => {
    const { generator, discriminator } = summarizePair(preset('sagan').networks(square(side, 3), 128, 0, 0.1));
    for (const { layers } of [generator, discriminator])
      expect(
        layers.flatMap(({ layer, outputShape }) => (layer.type === 'selfAttention' ? [outputShape.slice(0, 2)] : [])),
      ).toEqual([[at, at]]);
  });

  it('a DCGAN refuses images it cannot make by doubling, with what to do', () => {
    const make = (image: ImageShape) => () => preset('dcgan-64').networks(image, 100, 0);
    expect(make({ height: 66, width: 96, channels: 1 })).toThrow(NetworkFitError);
    expect(make({ height: 64, width: 90, channels: 3 })).toThrow(
      'DCGAN halves images until the shorter side has 4 to 7 pixels: with 64 pixels there, both sides must be multiples of 16, not 64×90. Import the images at such a size.',
    );
    expect(make(square(12))).toThrow(
      'DCGAN makes images of 16 to 256 pixels a side, such as 16, 28, 32, 64, 128, 256, not 12×12. Import the images at such a size.',
    );
    expect(make({ height: 16, width: 512, channels: 1 })).toThrow('16 to 256 pixels a side');
    expect(() => preset('wang-dcgan-28').networks(square(30), 100, 0)).toThrow('multiples of 4 pixels');
  });
});

describe.each(PRESETS.map((one) => [one.id, one] as const))('the preset %s', (id, one) => {
  const config = (settings = {}) => resolveConfig({ preset: id, dataset: 'd', ...settings });
  const image = square(['fastgan', 'projected'].includes(id) ? 64 : 28);
  const networks = (settings = {}) => networksOf(one, config(settings), imagesFor(one, image, CLASSES));
  const dropoutRates = (network: NetworkData) =>
    nodesOf(network).flatMap((layer) => (isDropout(layer) ? [layer.rate] : []));

  it('says the dropout of its networks in its settings', () => {
    for (const player of ['generator', 'discriminator'] as const) {
      const rate = config()[`network.${player}.dropout`];
      for (const used of dropoutRates(networks()[player])) expect(used).toBe(rate);
      if (rate > 0) expect(dropoutRates(networks()[player])).not.toEqual([]);
      expect(dropoutRates(networks({ [`network.${player}.dropout`]: 0 })[player])).toEqual([]);
      expect(dropoutRates(networks({ [`network.${player}.dropout`]: 0.25 })[player])).toContain(0.25);
    }
  });

  it('fits together at any width, with either upsampling, and with spectral norm', () => {
    for (const settings of [
      { 'network.width': 0.125 },
      { 'network.width': 2 },
      { 'network.upsampling': 'resize' },
      { 'network.upsampling': 'transposed' },
      { 'network.discriminator.spectralNorm': 'on' },
    ])
      expect(summarizePair(networks(settings)).generator.outputShape).toEqual([image.height, image.width, 1]);
  });

  it('is explained in two to four sentences, with its source', () => {
    const sentences = one.teaching.match(/[.?!](\s|$)/g)?.length ?? 0;
    expect(sentences).toBeGreaterThanOrEqual(2);
    expect(sentences).toBeLessThanOrEqual(4);
    expect(one.source).not.toBe('');
    expect(one.summary.length).toBeLessThan(130);
  });
});
