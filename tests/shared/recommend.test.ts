import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSetting } from '@shared/config/resolve.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { findPreset, networksOf } from '@shared/presets/index.ts';
import { headline, recommend, type Pace } from '@shared/recommend/index.ts';
import { imagesOf } from '@shared/recommend/recipe.ts';
import { configOf, productsOf } from '@shared/recommend/subject.ts';
import { about } from '@shared/recommend/words.ts';
import { BUNDLED } from '../../electron/data/index.ts';

const [CLOTHES, EMOJI] = BUNDLED.map(({ record }) => record) as [DatasetRecord, DatasetRecord];
const own = (change: Partial<DatasetRecord>): DatasetRecord => ({
  ...EMOJI,
  ...{ id: 'mine', name: 'Mine', licence: null, labels: null, count: 150 },
  ...change,
});
const TWO_CORES: Pace = { products: 5e10, from: 'measured on these images' };

const image = fc.record({
  height: fc.oneof(fc.constantFrom(16, 28, 32, 64, 128, 256), fc.integer({ min: 8, max: 256 })),
  width: fc.integer({ min: 8, max: 256 }),
  channels: fc.constantFrom(1 as const, 3 as const),
});
const anyImages = fc
  .record({
    image: fc.oneof(
      image,
      image.map(({ height, channels }) => ({ height, width: height, channels })),
    ),
    count: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2_000_000 })),
    labels: fc.option(
      fc.integer({ min: 1, max: 40 }).map((count) => Array.from({ length: count }, (_, at) => `${at}`)),
    ),
    licence: fc.constantFrom(null, 'MIT'),
  })
  .map(own);
const anyPace = fc.option(fc.double({ min: 1e6, max: 1e14, noNaN: true }).map((products) => ({ products, from: 'x' })));

test('whatever the images and the machine, it can be trained: settings resolve, networks fit, the command says the same', () => {
  fc.assert(
    fc.property(anyImages, anyPace, (dataset, pace) => {
      const { preset: id, settings, command, expectation, reasons } = recommend(dataset, pace);
      const preset = findPreset(id)!;
      const config = configOf({ preset, settings, dataset });
      const pair = networksOf(preset, config, imagesOf(dataset));
      expect(pair.image).toEqual(dataset.image);
      expect(expectation.steps).toBeGreaterThan(0);
      expect(expectation.secondsPerStep === null).toBe(pace === null);
      expect([...expectation.words, ...reasons.flatMap(({ what, why }) => [what, why])].join(' ')).not.toMatch(
        /NaN|undefined|null|Infinity/,
      );
      const words = command
        .replaceAll(/--set ([^ ]+)/g, '$1')
        .replaceAll(/--(batch|epochs) /g, '$1=')
        .split(' ');
      const said = Object.fromEntries(words.filter((word) => word.includes('=')).map(parseSetting));
      expect(said).toEqual(settings);
    }),
    { numRuns: 150 },
  );
});

describe('what is recommended', () => {
  test('of few pictures of one’s own is augmented and has some held out', () => {
    const { preset, settings, reasons } = recommend(own({}), null);
    // Which augments as its authors have it, in their small batches.
    expect(preset).toBe('fastgan');
    expect(configOf({ preset: findPreset(preset)!, settings, dataset: own({}) })).toMatchObject({
      ...{ 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'off', 'images.heldOut': 5, batch: 8 },
    });
    const grey = recommend(own({ image: { height: 64, width: 64, channels: 1 } }), null);
    expect(grey).toMatchObject({ preset: 'dcgan-64', settings: { 'augment.cutout': 'on', batch: 64 } });
    expect(reasons.map(({ what }) => what)).toContain('50 images held out');
    expect(recommend(own({ count: 5001 }), null).settings['augment.color']).toBeUndefined();
    const small = { image: { height: 32, width: 32, channels: 3 as const }, count: 60 };
    expect(recommend(own(small), null).settings).toMatchObject({ batch: 32, 'augment.cutout': 'on' });
    expect(recommend(own({ count: 60 }), null).settings['images.heldOut']).toBeUndefined();
  });

  test('of many labelled images is told the labels, with a small network and an EMA', () => {
    const { preset, settings, command } = recommend(CLOTHES, null);
    expect(preset).toBe('cgan');
    expect(settings).toMatchObject({ 'network.width': 0.5, 'ema.halfLife': 4000, 'ema.warmup': 'seen', epochs: 3 });
    expect(command).toMatch(/^forger train --preset cgan --dataset fashion-mnist --set network.width=0.5 --batch 64 /);
    // Of each label too few.
    expect(recommend({ ...CLOTHES, count: 4000 }, null).preset).not.toBe('cgan');
    expect(recommend({ ...CLOTHES, labels: null }, null).preset).toBe('dcgan-64');
  });

  test('of images of odd sizes is a recipe that takes them', () => {
    const { preset, expectation } = recommend(own({ image: { height: 30, width: 44, channels: 3 } }), TWO_CORES);
    expect(findPreset(preset)?.family).toBe('dense');
    expect(expectation.images).toBeNull();
    expect(expectation.words.join(' ')).toMatch(/^The run takes about .+ is not known\.$/);
  });

  test('is as wide as the machine takes a step of in good time', () => {
    const large = own({ image: { height: 256, width: 256, channels: 3 } });
    const widthOn = (pace: Pace | null): unknown => recommend(large, pace).settings['network.width'];
    expect([widthOn({ products: 1e15, from: 'x' }), widthOn(null), widthOn({ products: 1e6, from: 'x' })]).toEqual([
      0.5, 0.125, 0.125,
    ]);
    const { settings, preset } = recommend(large, TWO_CORES);
    const subject = { preset: findPreset(preset)!, settings, dataset: large };
    const wider = { ...subject, settings: { ...settings, 'network.width': 2 * settings['network.width']! } };
    expect(productsOf(wider) / TWO_CORES.products).toBeGreaterThan(0.5);
    // Where the rows of benchmarks.md have the best of equal minutes.
    for (const pace of [TWO_CORES, null]) expect(recommend(own({}), pace).settings['network.width']).toBe(0.25);
  });

  test('has an EMA whose memory is a share of the run, and a run that goes on past good pictures', () => {
    const grey = own({ image: { height: 64, width: 64, channels: 1 } });
    for (const dataset of [CLOTHES, grey, own({ image: grey.image, count: 6000 })]) {
      const { settings, expectation } = recommend(dataset, null);
      const seen = expectation.steps * settings.batch!;
      expect(Math.abs(settings['ema.halfLife']! / seen - 0.02)).toBeLessThan(0.006);
      expect(seen).toBeGreaterThan(expectation.images?.good ?? 300_000);
      expect(seen).toBeLessThan(3 * (expectation.images?.good ?? 200_000));
    }
    // FastGAN has its own, which is short beside so long a run.
    const { settings, reasons } = recommend(own({}), null);
    expect(settings['ema.halfLife']).toBeUndefined();
    expect(reasons.map(({ what }) => what)).toContain('the recipe’s own EMA');
  });
});

test('what to expect when is said by the measured time of a step, and what it rests on', () => {
  const told = (dataset: DatasetRecord) => recommend(dataset, TWO_CORES).expectation;
  const time = (seconds: number): string =>
    `${Number(seconds.toPrecision(2))} s a step here, measured on these images.`;
  const clothes = told(CLOTHES);
  const after = (seen: number): string => about((clothes.secondsPerStep! * seen) / 64);
  expect(clothes.words[0]).toBe(
    `Recognisable after ${after(clothes.images!.recognisable)}, good after ${after(clothes.images!.good)}: ${time(clothes.secondsPerStep!)}`,
  );
  expect(clothes.words[1]).toContain('In a run on Fashion-MNIST at half width');
  // Where it was not looked at for long, nothing is promised.
  const { secondsPerStep, words, steps } = told(EMOJI);
  expect(words[0]).toMatch(/^The run takes about /);
  expect(words[0]).toContain(`${about(secondsPerStep! * steps)}: ${time(secondsPerStep!)}`);
  expect(words[1]).toContain('is not known');
  const half = recommend(CLOTHES, { ...TWO_CORES, products: TWO_CORES.products / 2 }).expectation;
  expect(half.secondsPerStep! / clothes.secondsPerStep!).toBeCloseTo(2);
  expect(recommend(EMOJI, null).expectation.words[0]).toContain('not measured on this machine yet');
});

test('the headline names the recipe first', () => {
  expect(headline(recommend(CLOTHES, null))).toMatch(/^Conditional GAN: half width, batches of 64, /);
});

test.each([
  [20, 'about 1 minute'],
  [89, 'about 1 minute'],
  [2460, 'about 40 minutes'],
  [7300, 'about 2 hours'],
  [90_000, 'about 25 hours'],
  [200_000, 'about 2 days'],
])('%d seconds are %s', (seconds, words) => expect(about(seconds)).toBe(words));
