import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { nodesOf } from '@shared/network/graph.ts';
import { findPreset } from '@shared/presets/index.ts';
import type { RunRecord } from '@shared/run.ts';
import { balanceOf } from '@shared/loss/balance.ts';
import type { ChartPlan } from '../../../../renderer/src/charts/chart.ts';
import { chartsOf } from '../../../../renderer/src/run/charts/plan.ts';
import { axisNumber, roundSpan } from '../../../../renderer/src/charts/ticks.ts';
import { recordOf } from '../fake-run.ts';

const titles = (record: RunRecord): string[] => chartsOf(record).map((plan) => plan.title);
const planOf = (record: RunRecord, title: string): ChartPlan => {
  const found = chartsOf(record).find((plan) => plan.title === title);
  if (!found) throw new Error(`No chart called ${title}.`);
  return found;
};

describe('chartsOf', () => {
  it('shows the duel of a classifier: loss, accuracy, probabilities', () => {
    const record = recordOf();
    expect(titles(record)).toEqual(['Loss', 'Accuracy of D', 'D’s score', 'Gradients']);
    expect(planOf(record, 'Loss')).toMatchObject({ unit: 'nats', reference: { words: 'balance, 2 ln 2' } });
    expect(planOf(record, 'D’s score')).toMatchObject({ unit: 'probability of real', range: { kind: 'fixed' } });
  });

  it('shows a critic’s estimate in place of accuracy, and scores in place of probabilities', () => {
    const record = recordOf({ 'loss.kind': 'wasserstein', 'penalty.kind': 'wgan-gp' });
    expect(titles(record)).toEqual(['Loss', 'Critic’s estimate', 'Critic’s score', 'Gradient penalty', 'Gradients']);
    expect(planOf(record, 'Critic’s estimate').series).toMatchObject([
      { metric: 'criticEstimate', player: 'discriminator' },
    ]);
    expect(chartsOf(record).map(({ unit }) => unit)).not.toContain('probability of real');
    expect(planOf(record, 'Loss').reference).toBeNull();
  });

  it('calls scores scores where D is a classifier without probabilities', () => {
    expect(planOf(recordOf({ 'loss.kind': 'hinge' }), 'D’s score').reference?.at).toBe(0);
    expect(planOf(recordOf({ 'loss.kind': 'least-squares' }), 'D’s score').reference?.at).toBe(0.5);
    expect(planOf(recordOf({ 'loss.kind': 'hinge' }), 'Loss').reference).toBeNull();
  });

  it('counts pairs where the loss is of pairs, whose scores have no zero', () => {
    const record = recordOf({ 'loss.kind': 'relativistic' });
    expect(titles(record)).toEqual(['Loss', 'Accuracy of D', 'D’s score', 'Gradients']);
    expect(planOf(record, 'Accuracy of D')).toMatchObject({
      unit: '% of pairs',
      series: [{ metric: 'dAccuracyReal' }],
    });
    expect(planOf(record, 'D’s score').reference).toBeNull();
    expect(planOf(record, 'Loss').reference).toMatchObject({ at: Math.LN2, words: 'balance, ln 2' });
  });

  it('shows noise and penalty only where there are any', () => {
    expect(titles(recordOf({ 'noise.start': 0.1 }))).toContain('Instance noise');
    expect(titles(recordOf({ 'ada.kind': 'adaptive' }))).toContain('Augmentation p');
    expect(titles(recordOf({ 'ada.kind': 'fixed' }))).not.toContain('Augmentation p');
    expect(titles(recordOf({ 'lecam.weight': 0.3 }))).toContain('LeCam');
    expect(titles(recordOf({ 'optimizer.generator.schedule': 'cosine' }))).toContain('Learning rate');
    expect(titles(recordOf({ 'optimizer.discriminator.warmup': 5 }))).toContain('Learning rate');
    expect(titles(recordOf())).not.toContain('Learning rate');
    // A run made before they were logged has none.
    expect(titles(recordOf({ 'gradients.norms': 'off' }))).not.toContain('Gradients');
    expect(titles(recordOf({ 'penalty.kind': 'r1', 'penalty.weight': 0 }))).not.toContain('Gradient penalty');
  });

  it('shows path length where G has styles', () => {
    const record = recordOf({ 'path.weight': 2, 'path.every': 4 });
    expect(titles(record)).not.toContain('Path length');
    const generator = [{ type: 'style' as const }, ...nodesOf(record.networks.generator)];
    const steered = { ...record, networks: { ...record.networks, generator } };
    expect(planOf(steered, 'Path length')).toMatchObject({ unit: 'beside G’s loss, every 4 steps' });
    expect(titles({ ...recordOf(), networks: steered.networks })).not.toContain('Path length');
  });

  it('shows the loss on classes of a D that names them, with a guesser’s loss', () => {
    const record = recordOf();
    const networks = { ...record.networks, classes: 10 };
    const named = { ...recordOf({ preset: 'acgan' }), networks };
    expect(planOf(named, 'Class loss').reference).toMatchObject({ at: Math.log(10), words: 'guessing, ln 10' });
    expect(titles({ ...record, networks })).not.toContain('Class loss');
  });

  it('lets an axis go below zero where the loss does', () => {
    expect(planOf(recordOf({ 'loss.generator': 'minimax' }), 'Loss').range.kind).toBe('free');
    expect(planOf(recordOf(), 'Loss').range.kind).toBe('fromZero');
  });

  it('tells the lines of every chart apart by more than colour, and says a unit', () => {
    for (const kind of ['cross-entropy', 'least-squares', 'hinge', 'wasserstein'] as const)
      for (const { series, unit } of chartsOf(
        recordOf({ 'loss.kind': kind, 'penalty.kind': 'r1', 'noise.start': 1 }),
      )) {
        expect(new Set(series.map(({ player }) => player)).size).toBe(series.length);
        expect(unit).not.toBe('');
      }
  });
});

describe('balanceOf', () => {
  const SUM = { discriminator: { lossJoin: 'sum' }, labels: 'none' } as const;
  const RECIPE = findPreset('fashion-gan-torch')?.recipe;
  if (!RECIPE) throw new Error('The recipe is gone.');
  const at = (settings: Partial<RunConfigInput>, join: 'sum' | 'mean' = 'sum'): number | undefined =>
    balanceOf(recordOf(settings).config, {
      labels: SUM.labels,
      discriminator: { ...RECIPE.discriminator, lossJoin: join },
    })?.at;

  it('is 2 ln 2 or ln 2 with cross-entropy, a quarter or an eighth with least squares', () => {
    expect([at({}), at({}, 'mean')]).toEqual([2 * Math.LN2, Math.LN2]);
    expect([at({ 'loss.kind': 'least-squares' }), at({ 'loss.kind': 'least-squares' }, 'mean')]).toEqual([0.25, 0.125]);
  });

  it('is nowhere with a hinge, a critic, or a penalty on a slope of 1', () => {
    expect(at({ 'loss.kind': 'hinge' })).toBeUndefined();
    expect(at({ 'loss.kind': 'wasserstein' })).toBeUndefined();
    expect(at({ 'penalty.kind': 'dragan' })).toBeUndefined();
    expect(at({ 'penalty.kind': 'r1' })).toBeCloseTo(2 * Math.LN2, 12);
  });

  /** The least mean loss over all constant scores, by brute force on drawn targets. */
  function least(settings: Partial<RunConfigInput>): number {
    const { config } = recordOf(settings);
    const flip = config['labels.flip'];
    const targets = (['real', 'fake'] as const).map((own) => {
      const range = (kind: 'real' | 'fake'): number[] =>
        Array.from({ length: 40 }, (_, index) => {
          const [low, high] = [config[`labels.${kind}.low`], config[`labels.${kind}.high`]];
          return low + ((index + 0.5) / 40) * (high - low);
        });
      const other = own === 'real' ? 'fake' : 'real';
      return [...range(own).map((t) => ({ t, weight: 1 - flip })), ...range(other).map((t) => ({ t, weight: flip }))];
    });
    const loss = (p: number): number =>
      targets.flat().reduce((sum, { t, weight }) => {
        const one =
          config['loss.kind'] === 'cross-entropy' ? -t * Math.log(p) - (1 - t) * Math.log(1 - p) : (p - t) ** 2 / 2;
        return sum + (weight * one) / 40;
      }, 0);
    return Math.min(...Array.from({ length: 499 }, (_, index) => loss((index + 1) / 500)));
  }

  it('follows smoothed, noisy and flipped targets', () => {
    const noisy = {
      'labels.real.low': 0.7,
      'labels.real.high': 1.2,
      'labels.fake.high': 0.3,
      'labels.flip': 0.05,
    };
    for (const settings of [noisy, { ...noisy, 'loss.kind': 'least-squares' as const }, { 'labels.real.low': 0.9 }])
      expect(at(settings)).toBeCloseTo(least(settings), 3);
  });
});

describe('free axes', () => {
  it('hold all values between round ends, in four intervals at most', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (low, wide) => {
          const high = low + wide;
          const { min, max, step } = roundSpan(low, high);
          const slack = step * 1e-6;
          expect(min).toBeLessThanOrEqual(low + slack);
          expect(max).toBeGreaterThanOrEqual(high - slack);
          expect(max).toBeGreaterThan(min);
          expect(Math.round((max - min) / step)).toBeLessThanOrEqual(4);
        },
      ),
    );
  });

  it('write numbers short', () => {
    expect([-1.5, 0.25, 12_000, 0, 9.6e8].map(axisNumber)).toEqual(['−1.5', '0.25', '12,000', '0', '9.6 × 10⁸']);
  });
});
