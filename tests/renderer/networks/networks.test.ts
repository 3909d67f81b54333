import { nodesOf } from '@shared/network/graph.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset, PRESETS } from '@shared/presets/index.ts';
import { describe, expect, it } from 'vitest';
import { costOf, planOf, speedOf } from '../../../renderer/src/new-run/cost.ts';
import { layerRows } from '../../../renderer/src/run/tabs/layer-rows.ts';
import { drawPair, MOST_DRAWN, planesX, planeWidth } from '../../../renderer/src/networks/drawing.ts';
import { hasKernel, viewNetworks } from '../../../renderer/src/networks/networks.ts';
import { recipeEntries } from '../../../renderer/src/new-run/recipes.ts';
import { RUNS } from '../fixtures/library.ts';

const image = { height: 28, width: 28, channels: 1 } as const;
const fashion = findPreset('fashion-gan-torch')!.networks(image, 100, 0);
const dcgan28 = findPreset('wang-dcgan-28')!.networks(image, 100, 0);
const keras = findPreset('keras-gan')!.networks(image, 100, 0);

describe('the panel of networks', () => {
  it('shows one row for what goes in and one for each dense layer', () => {
    const [generator, discriminator] = viewNetworks(fashion);
    expect(generator?.rows.map((row) => [row.label, row.size])).toEqual([
      ['latent z', 100],
      ['Dense, LReLU', 128],
      ['Dense, BN, LReLU', 256],
      ['Dense, BN, LReLU', 512],
      ['Dense, BN, LReLU', 1024],
      ['Dense, tanh', 784],
    ]);
    expect(discriminator?.rows.map((row) => row.size)).toEqual([784, 512, 256, 1]);
    expect(discriminator?.rows[1]?.detail).toBe('28 × 28 × 1 to 512, 401,920 parameters');
  });

  it('counts the parameters the papers count', () => {
    const [generator, discriminator] = viewNetworks(keras);
    expect(generator?.summary.total).toBe(1_493_520);
    expect(discriminator?.summary.total).toBe(533_505);
  });

  it('accounts for every parameter in the rows', () => {
    for (const network of [...viewNetworks(fashion), ...viewNetworks(keras)]) {
      const inRows = network.rows
        .slice(1)
        .map((row) => Number(/, ([\d,]+) parameters$/.exec(row.detail)?.[1]?.replaceAll(',', '')));
      expect(inRows.reduce((sum, value) => sum + value, 0)).toBe(network.summary.total);
    }
  });

  it('gives a row to each convolution, with what is before and after it, and its shape', () => {
    const [generator, discriminator] = viewNetworks(dcgan28);
    expect(generator?.rows.map((row) => row.label).slice(1, 3)).toEqual([
      'Dense, BN, ReLU, drop',
      '×2, ConvT, BN, ReLU',
    ]);
    expect(generator?.rows.map((row) => row.out)).toEqual([
      '100',
      '7×7×256',
      '14×14×128',
      '28×28×64',
      '28×28×32',
      '28×28×1',
    ]);
    expect(discriminator?.rows.map((row) => row.out)).toEqual([
      '28×28×1',
      '14×14×64',
      '7×7×128',
      '4×4×256',
      '4×4×512',
      '1',
    ]);
  });

  it('draws every layer with a kernel inside the box: bars for dense ones, planes for convolutions', () => {
    for (const { pair } of recipeEntries(PRESETS, [], { image, classes: 10 })) {
      if (!pair) continue;
      const drawing = drawPair(pair, 42);
      for (const player of ['generator', 'discriminator'] as const) {
        const kernels = nodesOf(pair[player]).filter(hasKernel);
        if (kernels.length <= MOST_DRAWN) expect(drawing[player]).toHaveLength(kernels.length);
        else expect(drawing[player].length).toBeLessThan(kernels.length);
        expect(drawing[player].length).toBeLessThanOrEqual(2 * MOST_DRAWN);
        drawing[player].forEach((layer, index) => {
          expect(layer.height).toBeGreaterThanOrEqual(4);
          expect(layer.height).toBeLessThanOrEqual(42);
          expect(planesX(layer)).toHaveLength(layer.planes);
          const end = planesX(layer).at(-1)! + planeWidth(layer);
          expect(end).toBeLessThanOrEqual((drawing[player][index + 1]?.x ?? drawing.width) - 1);
        });
      }
      expect(drawing.endX + 6).toBeLessThanOrEqual(drawing.width);
    }
  });

  it('draws more filters as more planes and smaller images as lower ones, and the projection as an image', () => {
    const { generator, discriminator } = drawPair(dcgan28, 42);
    expect(discriminator.map(({ planes }) => planes).slice(0, 4)).toEqual([3, 3, 3, 4]);
    expect(generator[0]?.planes).toBe(3);
    expect(generator[0]!.height).toBeLessThan(generator[1]!.height);
    expect(generator.at(-1)).toMatchObject({ planes: 1, height: 42 });
    expect(drawPair(fashion, 42).generator.every(({ planes }) => planes === 1)).toBe(true);
  });

  it('names layers with their settings', () => {
    const [generator] = viewNetworks(fashion);
    const rows = layerRows(generator!.summary, fashion, false);
    expect(rows.slice(0, 4).map(({ name }) => name)).toEqual([
      'Dense 128',
      'Leaky ReLU, slope 0.2',
      'Dense 256',
      'Batch norm, momentum 0.9, ε 0.8',
    ]);
  });
});

describe('what a run will take', () => {
  it('counts steps, grids and checkpoints by epochs', () => {
    const config = resolveConfig({ preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 10 });
    const cost = costOf(planOf(config, fashion, 60_000, null));
    expect(cost).toMatchObject({ steps: 4690, perEpoch: 469, epochs: 10, grids: 11, checkpoints: 10 });
    // Weights, and Adam's two averages for the trainable ones, at four bytes.
    // Both networks and two Adam averages for each trained weight, in float32; layer lists and headers are small.
    const arrays = 10 * 4 * (1_513_616 + 2 * 1_510_032 + 533_505 * 3);
    expect(cost.size.checkpoints).toBeGreaterThan(arrays);
    expect(cost.size.checkpoints).toBeLessThan(1.01 * arrays);
    const newest = costOf(planOf({ ...config, 'checkpoint.keep': 'newest' }, fashion, 60_000, null));
    expect(newest.checkpoints).toBe(2);
    expect(newest.size.total).toBeLessThan(cost.size.total);
  });

  it('counts by steps where the recipe does', () => {
    const config = resolveConfig({ preset: 'keras-gan', dataset: 'fashion-mnist' });
    const plan = planOf(config, keras, 60_000, null);
    expect(costOf(plan)).toMatchObject({ steps: 30_000, perEpoch: 1875, grids: 151, checkpoints: 15 });
    // A tenth of what is free holds half of them.
    const spaced = costOf(planOf(config, keras, 60_000, 10 * costOf(plan).size.total - 1));
    expect(spaced).toMatchObject({ checkpoints: 8, checkpointEvery: 4000 });
  });

  it('takes the speed of a run of the same recipe and images only', () => {
    const config = resolveConfig({ preset: 'keras-gan', dataset: 'fashion-mnist' });
    expect(speedOf(RUNS, config)?.run.id).toBe('keras-30k');
    expect(speedOf(RUNS, { ...config, dataset: 'elsewhere' })).toBeNull();
    const waiting = RUNS.filter((run) => run.status.state === 'waiting');
    expect(speedOf(waiting, { ...config, preset: 'fashion-gan-torch' })).toBeNull();
  });
});
