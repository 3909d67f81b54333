import { expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset, PRESET_IDS } from '@shared/presets/index.ts';
import { networksFor } from '@shared/presets/own-networks.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';

/** Milliseconds a step on one machine, at these batches: docs/guide/benchmarks.md, the graph. */
const MEASURED: Record<string, { ms: number; batch: number }> = {
  'keras-gan': { ms: 29.5, batch: 128 },
  'fashion-gan-torch': { ms: 27.6, batch: 128 },
  'fashion-gan-tf': { ms: 29.7, batch: 128 },
  minimax: { ms: 29.4, batch: 128 },
  'gans-mlp': { ms: 57.5, batch: 128 },
  'dcgan-64': { ms: 848, batch: 32 },
  'wang-dcgan-28': { ms: 589, batch: 32 },
  'notmnist-dcgan': { ms: 423, batch: 32 },
  'gans-dcgan': { ms: 226, batch: 32 },
  lsgan: { ms: 145, batch: 64 },
  wgan: { ms: 445, batch: 64 },
  'wgan-gp': { ms: 624, batch: 64 },
  hinge: { ms: 160, batch: 64 },
  r1: { ms: 186, batch: 64 },
  dragan: { ms: 169, batch: 64 },
  cgan: { ms: 176, batch: 64 },
  acgan: { ms: 162, batch: 64 },
};

const rateOf = (id: string): number => {
  const [preset, { ms, batch }] = [findPreset(id)!, MEASURED[id]!];
  const config = resolveConfig({ preset: id, dataset: 'd', batch });
  const networks = networksFor({ preset, own: null }, config, { image: usualImage(id), classes: 10 });
  return stepProducts({ config, networks, recipe: preset.recipe }) / ms;
};

it('tells from the time of one recipe that of any other within a factor of two and a half', () => {
  const rates = PRESET_IDS.map(rateOf);
  expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(2.5);
});
