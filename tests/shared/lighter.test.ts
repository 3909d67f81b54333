import { describe, expect, test } from 'vitest';
import type { ImageShape } from '@shared/network/layers.ts';
import { resolveFrom } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import { leastTrainingBytes } from '@shared/network/memory.ts';
import { findPreset, networksOf } from '@shared/presets/index.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { tooSlow, type LongRun } from '@shared/recommend/lighter.ts';
import { shareWords } from '@shared/recommend/words.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';

const COLOUR_256: ImageShape = { height: 256, width: 256, channels: 3 };
const PLENTY = 1e12;
/** Widest first. */
const SHARES = [1, 0.5, 0.25, 0.125].map(shareWords);

function runOf(id: string, image: ImageShape, settings: Partial<RunSettings>, totalSteps: number): LongRun {
  const preset = findPreset(id)!;
  const config = resolveFrom(preset, { ...settings, preset: id, dataset: 'mine' });
  return {
    config,
    networks: networksOf(preset, config, imagesFor(preset, image, 0)),
    recipe: preset.recipe,
    totalSteps,
  };
}
const FASTGAN = runOf('fastgan', COLOUR_256, {}, 10_000);

describe('a run that takes long', () => {
  test('is nothing to speak of where it is done within two days', () => {
    expect(tooSlow(FASTGAN, { seconds: 17.28, measured: true }, PLENTY)).toBeNull();
    expect(tooSlow(FASTGAN, { seconds: 17.3, measured: true }, PLENTY)).not.toBeNull();
  });

  test('is told how long, and the widest networks that are done in time', () => {
    const told = tooSlow(FASTGAN, { seconds: 60.4, measured: true }, PLENTY)!;
    expect(told.fault).toBe('This run would take about 7 days here: 60 s a step.');
    expect(told.instead).toHaveLength(2);
    expect(told.instead[0]).toMatch(/^half width on images of 256 × 256: about \d+ (hours|days), [\d.]+ s a step$/);
    expect(told.instead[1]).toBe('the same networks for 2,800 of its 10,000 steps');
  });

  test('is told of smaller images where those take wider networks, never of ones that gain nothing', () => {
    const { instead } = tooSlow(FASTGAN, { seconds: 400, measured: true }, PLENTY)!;
    const networks = instead.filter((one) => one.includes(' on images of '));
    expect(networks[1]).toContain('128 × 128');
    const shares = networks.map((one) => SHARES.findIndex((words) => one.startsWith(words)));
    expect(shares).toEqual([...new Set(shares)].sort((a, b) => b - a));
  });

  test('says the time that the arithmetic of the lighter networks gives, each in two days at most', () => {
    const seconds = 200;
    const { instead } = tooSlow(FASTGAN, { seconds, measured: true }, PLENTY)!;
    const quarter = runOf('fastgan', COLOUR_256, { 'network.width': 0.25 }, 10_000);
    const perStep = (seconds * stepProducts(quarter)) / stepProducts(FASTGAN);
    expect(perStep * 10_000).toBeLessThan(2 * 86_400);
    expect(instead[0]).toContain(`a quarter of its width on images of 256 × 256`);
    expect(instead[0]).toContain(`, ${Number(perStep.toPrecision(2))} s a step`);
  });

  test('names no networks that the memory cannot hold', () => {
    const narrowest = runOf('fastgan', COLOUR_256, { 'network.width': 0.125 }, 10_000);
    const little = leastTrainingBytes(narrowest.networks, narrowest.config) - 1;
    const { instead } = tooSlow(FASTGAN, { seconds: 60.4, measured: true }, little)!;
    expect(instead.some((one) => one.includes('256 × 256'))).toBe(false);
    expect(instead.some((one) => /128 × 128|64 × 64/.test(one))).toBe(true);
  });

  test('says where its time was not measured', () => {
    const told = tooSlow(FASTGAN, { seconds: 60.4, measured: false }, PLENTY)!;
    expect(told.fault).toBe('This run would take about 7 days here, by the arithmetic of its networks: 60 s a step.');
  });

  test('of own networks only fewer steps are known to go, and none where those would be hardly any', () => {
    const own: LongRun = { ...FASTGAN, own: { name: 'Mine' } };
    expect(tooSlow(own, { seconds: 60.4, measured: true }, PLENTY)!.instead).toEqual([
      'the same networks for 2,800 of its 10,000 steps',
    ]);
    expect(tooSlow(own, { seconds: 2000, measured: true }, PLENTY)!.instead).toEqual([]);
  });

  test('on pairs smaller pairs go', () => {
    const pairs = runOf('pix2pix', { height: 256, width: 256, channels: 3 }, {}, 100_000);
    const { instead } = tooSlow(pairs, { seconds: 6, measured: true }, PLENTY)!;
    expect(instead[0]).toMatch(/on images of 256 × 256: /);
    expect(instead.join()).not.toMatch(/NaN|undefined|null/);
  });
});
