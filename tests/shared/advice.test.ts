import { describe, expect, test } from 'vitest';
import { DIFF_AUGMENT } from '@shared/config/diff-augment.ts';
import { whyIdle } from '@shared/config/relevance.ts';
import { totalSteps } from '@shared/config/resolve.ts';
import type { ConfigKey, RunSettings } from '@shared/config/schema.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { findPreset, networksOf, PRESETS, type Preset } from '@shared/presets/index.ts';
import { adviceFor, differencesOf, settingsOf } from '@shared/recommend/advice.ts';
import { recommend } from '@shared/recommend/index.ts';
import { fits, imagesOf } from '@shared/recommend/recipe.ts';
import { configOf, productsOf, recipeOn, type Pace } from '@shared/recommend/subject.ts';
import { BUNDLED } from '../../electron/data/index.ts';

const [CLOTHES, EMOJI] = BUNDLED.map(({ record }) => record) as [DatasetRecord, DatasetRecord];
const own = (change: Partial<DatasetRecord>): DatasetRecord => ({
  ...EMOJI,
  ...{ id: 'mine', name: 'Mine', licence: null, labels: null, count: 150 },
  ...change,
});
const LABELS = ['cat', 'dog'];
const KINDS: Record<string, DatasetRecord> = {
  clothes: CLOTHES,
  emoji: EMOJI,
  'few of one’s own': own({ labels: LABELS }),
  'hardly any': own({ count: 5, image: { height: 32, width: 32, channels: 1 }, labels: LABELS }),
  'many, large': own({ count: 80_000, image: { height: 128, width: 128, channels: 3 }, labels: LABELS }),
  'no square': own({ count: 900, image: { height: 48, width: 64, channels: 3 }, labels: LABELS }),
};
const SLOW: Pace = { products: 5e9, from: 'measured on these images' };
const RUNS: { settings: Partial<RunSettings>; pace: Pace | null }[] = [
  { settings: {}, pace: null },
  { settings: { epochs: 1 }, pace: SLOW },
  { settings: { epochs: 100_000, batch: 32 }, pace: SLOW },
];
const preset = (id: string): Preset => findPreset(id)!;

/** Nothing else is any recipe's way of learning: losses, penalties, clipping and rates are what it is published for. */
const MAY_CHANGE: readonly ConfigKey[] = [
  ...DIFF_AUGMENT,
  ...(['network.width', 'batch', 'steps', 'images.heldOut', 'ema.halfLife', 'ema.warmup'] as const),
];

describe.each(PRESETS.map((one) => [one.id, one] as const))('%s with today’s advice', (_id, recipe) => {
  test.each(Object.keys(KINDS))('on %s trains, and is what its recipe is for', (kind) => {
    const dataset = KINDS[kind]!;
    for (const { settings, pace } of RUNS) {
      const subject = { preset: recipe, settings, dataset };
      const differences = differencesOf(subject, pace);
      if (!fits(recipe, imagesOf(dataset))) {
        expect(differences).toEqual([]);
        continue;
      }
      const advised = settingsOf(differences);
      const taken = { ...subject, settings: { ...advised, ...settings } };
      const config = configOf(taken);
      const pair = networksOf(recipe, config, imagesOf(dataset));
      const before = recipeOn(subject);
      for (const [key, value] of Object.entries(advised)) {
        const name = key as ConfigKey;
        expect(MAY_CHANGE).toContain(name);
        expect(before[name]).not.toBe(value);
        const idle = whyIdle(name, { config, recipe: recipe.recipe, own: false, ...pair });
        expect(idle, `${name} has an effect`).toBeNull();
      }
      expect(config.batch).toBeLessThanOrEqual(settings.batch ?? before.batch);
      if (dataset.count >= 2) expect(config.batch).toBeLessThanOrEqual(Math.max(dataset.count, settings.batch ?? 0));
      expect(productsOf(taken)).toBeLessThanOrEqual(productsOf(subject));
      const words = differences.flatMap(({ what, why }) => [what, why]);
      expect(words.join(' ')).not.toMatch(/NaN|undefined|null|Infinity/);
      expect(new Set(differences.map(({ what }) => what)).size).toBe(differences.length);
      // What is advised of a run that follows it is the same.
      expect(settingsOf(differencesOf(taken, pace))).toMatchObject(
        Object.fromEntries(Object.entries(advised).filter(([key]) => key !== 'steps')),
      );
    }
  });
});

const changes = (id: string, dataset: DatasetRecord, settings: Partial<RunSettings> = {}): Partial<RunSettings> =>
  settingsOf(differencesOf({ preset: preset(id), settings, dataset }, null));

describe('what is done otherwise', () => {
  test('of dense recipes is an EMA by the length of the run, and nothing of their size', () => {
    expect(changes('fashion-gan-torch', CLOTHES)).toEqual({ 'ema.halfLife': 240_000, 'ema.warmup': 'seen' });
    expect(changes('fashion-gan-torch', CLOTHES, { epochs: 10 })).toEqual({
      'ema.halfLife': 12_000,
      'ema.warmup': 'seen',
    });
    expect(changes('keras-gan', CLOTHES)).toEqual({ 'ema.halfLife': 19_000, 'ema.warmup': 'seen' });
    expect(changes('minimax', own({ count: 400 }))).toMatchObject({ 'augment.cutout': 'on' });
  });

  test('of convolutional ones is their width and batch too', () => {
    const { 'ema.halfLife': halfLife, ...rest } = changes('dcgan-64', CLOTHES, { epochs: 3 });
    expect([halfLife, rest]).toEqual([4000, { 'network.width': 0.5, batch: 64, 'ema.warmup': 'seen' }]);
    expect(changes('wgan', CLOTHES).batch).toBeUndefined();
  });

  test('of a recipe that counts steps is their number, so that it sees as many images', () => {
    expect(changes('wang-dcgan-28', CLOTHES)).toMatchObject({ batch: 64, steps: 40_000, 'ema.halfLife': 51_000 });
    for (const chosen of [{ steps: 900 }, { epochs: 9 }, { batch: 256 }])
      expect(changes('wang-dcgan-28', CLOTHES, chosen).steps).toBeUndefined();
  });

  test('of a recipe that augments or averages as its authors do is left, unless the run is too short for it', () => {
    expect(changes('fastgan', EMOJI, { epochs: 100 })).toEqual({ 'network.width': 0.25, 'images.heldOut': 5 });
    expect(changes('fastgan', EMOJI, { epochs: 20 })).toMatchObject({ 'ema.halfLife': 1000, 'ema.warmup': 'seen' });
    expect(changes('r1', CLOTHES, { epochs: 100 })).toEqual({ 'network.width': 0.5 });
    expect(changes('r1', CLOTHES, { epochs: 2 })).toMatchObject({ 'ema.halfLife': 2000 });
    const r3gan = { 'network.width': 0.0625, batch: 32 };
    expect(changes('r3gan', CLOTHES, { epochs: 1000 })).toEqual(r3gan);
    // Its own warm-up stays.
    expect(changes('r3gan', CLOTHES, { epochs: 10 })).toEqual({ ...r3gan, 'ema.halfLife': 12_000 });
  });

  test('is no second augmentation, and no second EMA', () => {
    expect(changes('dcgan-64', EMOJI)['augment.color']).toBe('on');
    expect(changes('dcgan-64', EMOJI, { 'ada.kind': 'adaptive' })['augment.color']).toBeUndefined();
    expect(changes('dcgan-64', EMOJI, { 'ema.decay': 0.99 })['ema.halfLife']).toBeUndefined();
  });

  test('of one’s own networks is not how wide they are; of one’s own settings, those that are', () => {
    const mine = { ...preset('dcgan-64'), defaults: { ...preset('dcgan-64').defaults, 'images.heldOut': 20 } };
    const advised = settingsOf(differencesOf({ preset: mine, settings: {}, dataset: EMOJI, own: true }, null));
    expect(advised).toMatchObject({ batch: 64, 'augment.color': 'on' });
    expect(Object.keys(advised)).not.toContain('network.width');
    expect(Object.keys(advised)).not.toContain('images.heldOut');
  });

  test('goes by what was chosen by hand, and still says what would be otherwise', () => {
    const subject = { preset: preset('dcgan-64'), settings: { batch: 16, epochs: 3 }, dataset: CLOTHES };
    const advised = settingsOf(differencesOf(subject, null));
    expect(advised.batch).toBe(64);
    const config = configOf({ ...subject, settings: { ...advised, ...subject.settings } });
    const seen = totalSteps(config, CLOTHES.count) * 16;
    expect(Math.abs(advised['ema.halfLife']! / seen - 0.02)).toBeLessThan(0.003);
  });

  test('is as wide as the machine takes a step of in good time, at the batch that there will be', () => {
    const subject = { preset: preset('dcgan-64'), settings: {}, dataset: CLOTHES };
    const halfWide = productsOf({ ...subject, settings: { 'network.width': 0.5, batch: 64 } });
    const pace = { ...SLOW, products: halfWide / 0.4 };
    const widthAt = (settings: Partial<RunSettings>): unknown =>
      settingsOf(differencesOf({ ...subject, settings }, pace))['network.width'];
    expect([widthAt({}), widthAt({ batch: 128 })]).toEqual([0.5, 0.25]);
  });
});

test('what is recommended is a recipe with its advice and a length', () => {
  for (const dataset of Object.values(KINDS)) {
    const { preset: id, settings, reasons } = recommend(dataset, SLOW);
    const { epochs } = settings;
    const advised = adviceFor({ preset: preset(id), settings: { epochs: epochs! }, dataset }, SLOW);
    expect(settings).toEqual({ ...settingsOf(advised), epochs });
    expect(reasons.map(({ what }) => what)).toEqual(expect.arrayContaining(advised.map(({ what }) => what)));
  }
});
