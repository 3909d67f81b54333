import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset } from '@shared/presets/index.ts';
import { describe, expect, it } from 'vitest';
import { viewForm } from '../../../renderer/src/settings/form.ts';
import { noiseCurve } from '../../../renderer/src/settings/noise.ts';
import { scheduleCurves } from '../../../renderer/src/settings/schedules.ts';
import { foldedSections, foundSections, mainItems, type SettingItem } from '../../../renderer/src/settings/settings.ts';

const { fields } = viewForm(findPreset('fashion-gan-torch')!, 'fashion-mnist', {});
const keysOf = (items: readonly SettingItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'range' ? [item.low.field.key, item.high.field.key] : [item.key]));
const found = (query: string): string[] => foundSections(fields, query).flatMap(({ items }) => keysOf(items));

describe('the settings, arranged', () => {
  it('show every setting once, but those chosen elsewhere', () => {
    const all = [...keysOf(mainItems(fields)), ...foldedSections(fields).flatMap(({ items }) => keysOf(items))];
    const elsewhere = ['preset', 'dataset', 'device'];
    expect(all.toSorted()).toEqual(
      CONFIG_FIELDS.map(({ key }) => key as string)
        .filter((key) => !elsewhere.includes(key))
        .toSorted(),
    );
  });

  it('begin with the name and the length', () => {
    expect(keysOf(mainItems(fields)).slice(0, 4)).toEqual(['name', 'epochs', 'steps', 'batch']);
  });

  it('stand G’s beside D’s, G first', () => {
    const optimizers = foldedSections(fields).find(({ group }) => group === 'optimizer')!;
    const keys = keysOf(optimizers.items);
    for (let at = 0; at < keys.length; at += 2) {
      expect(keys[at]).toMatch(/^optimizer\.generator\./);
      expect(keys[at + 1]).toBe(keys[at]!.replace('generator', 'discriminator'));
      expect(optimizers.items[at]?.pairStart).toBe(true);
    }
  });

  it('join the two ends of a range', () => {
    const labels = foldedSections(fields).find(({ group }) => group === 'labels')!;
    expect(labels.items.filter(({ kind }) => kind === 'range').map(({ key }) => key)).toEqual([
      'labels.real.low',
      'labels.fake.low',
    ]);
  });
});

describe('the search among settings', () => {
  it('looks into label, help, key, choices and teaching', () => {
    expect(found('smoothing')).toEqual(expect.arrayContaining(['labels.real.low', 'labels.real.high']));
    expect(found('ADAM β1')).toEqual(['optimizer.generator.beta1', 'optimizer.discriminator.beta1']);
    expect(found('noise.start')).toEqual(['noise.start']);
    expect(found('wasserstein')).toEqual(expect.arrayContaining(['loss.kind', 'clip.weights']));
    expect(found('epochs')).toContain('epochs');
    expect(found('kubernetes')).toEqual([]);
  });
});

describe('the curve of instance noise', () => {
  const config = (rest: object) => resolveConfig({ preset: 'fashion-gan-torch', dataset: 'd', epochs: 40, ...rest });
  const ys = (path: string): number[] =>
    path
      .slice(1)
      .split('L')
      .map((point) => Number(point.split(' ')[1]));

  it('falls from the top to nothing, and says when', () => {
    const { path, words } = noiseCurve(config({ 'noise.start': 0.2, 'noise.epochs': 20 }), 1280, 240, 40);
    expect(words).toBe('0.2 at the start, none from epoch 20 of 40 on.');
    const heights = ys(path);
    expect(heights[0]).toBe(0);
    expect(heights.at(-1)).toBe(40);
    expect(heights[Math.floor(heights.length / 4)]).toBeCloseTo(20, 0);
    for (let at = 1; at < heights.length; at += 1) expect(heights[at]).toBeGreaterThanOrEqual(heights[at - 1]!);
  });

  it('stays where it does not decay, and names what is left where the run is shorter', () => {
    expect(noiseCurve(config({ 'noise.start': 0.1, 'noise.decay': 'none' }), 1280, 240, 40).words).toBe(
      '0.1 from start to end.',
    );
    expect(noiseCurve(config({ 'noise.start': 0.1, 'noise.epochs': 80 }), 1280, 240, 40).words).toBe(
      '0.1 at the start, 0.05 at the end of the run.',
    );
  });
});

describe('the curves of schedules', () => {
  const config = (rest: object) => resolveConfig({ preset: 'r1', dataset: 'd', epochs: 40, ...rest });
  const curves = (rest: object, group: 'optimizer' | 'penalty' | 'average') =>
    scheduleCurves(config(rest), 1280, group, 100, 40);
  const MOVING = {
    'optimizer.generator.learningRate': 2e-4,
    'optimizer.generator.schedule': 'cosine',
    'optimizer.generator.rateEnd': 0.25,
    'optimizer.discriminator.schedule': 'step',
    'optimizer.discriminator.rateEnd': 0.5,
    'optimizer.discriminator.warmup': 10,
    'optimizer.discriminator.beta2End': 0.999,
    'penalty.weightEnd': 0.1,
    'ema.halfLife': 5000,
    'ema.warmup': 'cosine',
  };

  it('are drawn for what moves, each in its group, from where to where', () => {
    expect(curves({}, 'optimizer')).toEqual([]);
    expect(curves(MOVING, 'optimizer').map(({ title, words, player }) => [title, words, player])).toEqual([
      ['Rate of G', '0.0002 → 0.00005', 'generator'],
      ['Rate of D', '0.0000013 → 0.0001 → 0.00005', 'discriminator'],
      ['β2 of D', '0.99 → 0.999', 'discriminator'],
    ]);
    expect(curves(MOVING, 'penalty').map(({ words }) => words)).toEqual(['10 → 1']);
    expect(curves(MOVING, 'average').map(({ words }) => words)).toEqual(['0 images → 5,000 images']);
  });

  it('run over the whole run where nobody gave them a length, and stand at their end past it', () => {
    const ys = (rest: object): number[] =>
      (curves({ ...MOVING, ...rest }, 'penalty')[0]?.path ?? '')
        .slice(1)
        .split('L')
        .map((point) => Number(point.split(' ')[1]));
    expect([ys({})[0], ys({})[48], ys({})[96]]).toEqual([0, 18, 36]);
    expect(
      ys({ 'schedule.steps': 400 })
        .slice(48)
        .every((y) => y === 36),
    ).toBe(true);
  });
});
