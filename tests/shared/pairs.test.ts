import { expect, test } from 'vitest';
import { datasetRecordSchema, type DatasetRecord } from '@shared/dataset.ts';
import { halfOf, isPaired } from '@shared/pairs.ts';
import { NetworkFitError, PRESETS, type Preset } from '@shared/presets/index.ts';
import { requireImages } from '@shared/presets/networks-of.ts';
import { networksFor } from '@shared/presets/own-networks.ts';
import { recommend } from '@shared/recommend/index.ts';
import { fits, imagesOf } from '@shared/recommend/recipe.ts';
import { resolveFrom } from '@shared/config/resolve.ts';
import { BUNDLED } from '../../electron/data/index.ts';

const [CLOTHES] = BUNDLED.map(({ record }) => record) as [DatasetRecord];
const image = { height: 64, width: 128, channels: 3 } as const;
const SINGLE: DatasetRecord = { ...CLOTHES, id: 'wide', image };
const PAIRS: DatasetRecord = { ...SINGLE, id: 'pairs', pairs: true };

test('a data set says whether its images are pairs, and one of an older version has none', () => {
  expect([PAIRS, SINGLE].map((one) => isPaired(datasetRecordSchema.parse(one)))).toEqual([true, false]);
  expect(halfOf(PAIRS.image)).toEqual({ height: 64, width: 64, channels: 3 });
});

test('no recipe takes pairs for single images, or single images for pairs, and each says what to choose', () => {
  for (const preset of PRESETS) {
    const { pairs, ...recipe } = preset.recipe;
    const one: Preset = { ...preset, recipe: { ...recipe, labels: 'none' } };
    const two: Preset = { ...preset, recipe: { ...recipe, labels: 'none', pairs: true } };
    expect(() => requireImages(one, imagesOf(PAIRS)), preset.id).toThrow(/are pairs.*makes single images/);
    expect(() => requireImages(two, imagesOf(SINGLE)), preset.id).toThrow(
      /learns from pairs.*Choose a data set of pairs/,
    );
    expect(() => requireImages(one, imagesOf(SINGLE)), preset.id).not.toThrow();
    expect(() => requireImages(two, imagesOf(PAIRS)), preset.id).not.toThrow();
    if (pairs !== true) expect(fits(preset, imagesOf(PAIRS)), preset.id).toBe(false);
  }
});

test('networks of one’s own are told the same', () => {
  const preset = PRESETS.find(({ recipe }) => recipe.labels === 'none' && !recipe.pairs)!;
  const config = resolveFrom(preset, { preset: preset.id, dataset: '-' });
  const own = networksFor({ preset, own: null }, config, imagesOf(CLOTHES));
  const images = { ...imagesOf(CLOTHES), classes: 0, pairs: true };
  expect(() => networksFor({ preset, own }, config, images)).toThrow(NetworkFitError);
});

test('what is recommended for pairs learns from pairs, or it is said that nothing does', () => {
  const paired = PRESETS.filter(({ recipe }) => recipe.pairs).map(({ id }) => id);
  if (paired.length === 0) expect(() => recommend(PAIRS, null)).toThrow('No recipe of this version of Forger takes');
  else expect(paired).toContain(recommend(PAIRS, null).preset);
});
