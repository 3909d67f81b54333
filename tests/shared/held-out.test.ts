import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchConfig } from '@shared/config/branch.ts';
import { heldOutCount } from '@shared/config/held-out.ts';
import { onImages, requireHeldOut } from '@shared/config/own-images.ts';
import { resolveConfig, resolveFrom, stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import { findPreset } from '@shared/presets/index.ts';

const recipe = findPreset('fashion-gan-torch')!;
const choice = { preset: recipe.id, dataset: 'images-1' };
const own = { name: 'Cats', licence: null, count: 2000 };
const heldOf = (images: Parameters<typeof onImages>[1], said = {}, defaults = {}): number =>
  resolveFrom(onImages({ defaults: { ...recipe.defaults, ...defaults } }, images), { ...choice, ...said })[
    'images.heldOut'
  ];

describe('images that are held out', () => {
  it('are a share: at least 50, at most 1,000, and never more than half', () => {
    expect([100, 1000, 4000, 20_000, 1_000_000].map((count) => heldOutCount(5, count))).toEqual([
      50, 50, 200, 1000, 1000,
    ]);
    expect(heldOutCount(5, 99)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.integer({ min: 1, max: 100_000 }), (share, count) => {
        const held = heldOutCount(share, count);
        expect(Number.isInteger(held) && held <= count / 2 && held <= 1000).toBe(true);
        expect(held === 0).toBe(share === 0 || count < 100);
      }),
    );
  });

  it('are 5 % of the user’s own where nobody says, and none of any others', () => {
    expect(heldOf(own)).toBe(5);
    expect(heldOf({ ...own, licence: 'MIT' })).toBe(0);
    expect(heldOf({ ...own, count: 99 })).toBe(0);
    expect(heldOf(own, { 'images.heldOut': 0 })).toBe(0);
    expect(heldOf(own, {}, { 'images.heldOut': 12 })).toBe(12);
    expect(resolveConfig(choice)['images.heldOut']).toBe(0);
  });

  it('are no part of an epoch', () => {
    const config = resolveConfig({ ...choice, batch: 100, epochs: 3, 'images.heldOut': 10 });
    expect([stepsPerEpoch(config, 2000), totalSteps(config, 2000)]).toEqual([18, 54]);
  });

  it('are refused in a sentence where there are too few images', () => {
    const asked = { 'images.heldOut': 10 };
    expect(() => requireHeldOut(asked, { ...own, count: 99 })).toThrow(
      'Cats has 99 images, and holding some out takes at least 100: set images.heldOut to 0.',
    );
    requireHeldOut(asked, { ...own, count: 100 });
    requireHeldOut({ 'images.heldOut': 0 }, { ...own, count: 9 });
  });

  it('stay those of the parent, whose discriminator has seen the others', () => {
    const parent = resolveConfig({ ...choice, 'images.heldOut': 10 });
    expect(branchConfig(parent, { seed: 9 })['images.heldOut']).toBe(10);
    expect(() => branchConfig(parent, { 'images.heldOut': 0 })).toThrow(/images.heldOut cannot change/);
  });
});
