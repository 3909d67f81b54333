import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset } from '@shared/presets/index.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { networksFor } from '@shared/presets/own-networks.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';

interface Measured {
  ms: number;
  batch: number;
}

/** Milliseconds a step of the graph, of the first machine in the table of docs/guide/benchmarks.md. */
function measured(): Map<string, Measured> {
  const table =
    readFileSync(join(import.meta.dirname, '../../docs/guide/benchmarks.md'), 'utf8').split('\n### ')[1] ?? '';
  const rows = table.matchAll(/^\| ([\w-]+), batch (\d+) \| ([\d.]+) \(/gm);
  return new Map([...rows].map(([, id = '', batch, ms]) => [id, { ms: Number(ms), batch: Number(batch) }]));
}

const rateOf = (id: string, { ms, batch }: Measured): number => {
  const preset = findPreset(id)!;
  const config = resolveConfig({ preset: id, dataset: 'd', batch });
  const networks = networksFor({ preset, own: null }, config, imagesFor(preset, usualImage(id), 10));
  return stepProducts({ config, networks, recipe: preset.recipe }) / ms;
};

it('tells from the time of one recipe that of any other within a factor of two and a half', () => {
  const rates = [...measured()].filter(([id]) => findPreset(id)).map(([id, times]) => rateOf(id, times));
  expect(rates.length).toBeGreaterThanOrEqual(17);
  expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(2.5);
});
