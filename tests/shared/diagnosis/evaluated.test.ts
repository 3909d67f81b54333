import { describe, expect, it } from 'vitest';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { diagnose } from '@shared/diagnosis/diagnose.ts';
import type { Finding } from '@shared/diagnosis/finding.ts';
import { turnsOf } from '@shared/diagnosis/swings.ts';
import { FEW_IMAGES, FIRST_STEPS } from '@shared/diagnosis/thresholds.ts';
import type { MeasuredId } from '@shared/measured.ts';
import { dcgan64 } from '@shared/presets/dcgan-64.ts';
import type { RunRecord } from '@shared/run.ts';
import { recordOf } from '../../renderer/run/fake-run.ts';
import { viewOf, type Curves } from './made-up.ts';

const PER_EPOCH = 100;
const STEPS = 1000;
const FAIR: Curves = { dAccuracyReal: () => 0.7, dAccuracyFake: () => 0.7, gLoss: () => 1, dLoss: () => 1 };

const recorded = (settings: Partial<RunConfigInput> = {}, count = 60_000): RunRecord => {
  const record = recordOf({ 'evaluations.every': 1, ...settings }, { stepsPerEpoch: PER_EPOCH, totalSteps: STEPS });
  return { ...record, dataset: { ...record.dataset, count } };
};

/** One evaluation an epoch, of these values, oldest first. */
function evaluated(values: Partial<Record<MeasuredId, readonly number[]>>): CheckpointEvaluation[] {
  const count = Math.max(...Object.values(values).map((all) => all.length));
  return Array.from({ length: count }, (_, at) => ({
    ...{ id: 'checkpoint', step: (at + 1) * PER_EPOCH, epoch: at + 1, average: false, samples: 500, seconds: 1 },
    values: Object.fromEntries(Object.entries(values).map(([id, all]) => [id, all[at] ?? null])),
  }));
}

const found = (
  values: Partial<Record<MeasuredId, readonly number[]>>,
  record = recorded(),
  curves: Curves = FAIR,
): Finding[] =>
  diagnose({ record, view: viewOf(curves, STEPS), grids: [], evaluations: evaluated(values) })?.filter(
    ({ id }) => id !== 'fair-fight',
  ) ?? [];

describe('what checkpoints were measured by', () => {
  it('tells a run past its best by the number its user chose, where the run itself would stop', () => {
    const kid = [9, 5, 2, 3, 4, 5];
    const [finding, ...rest] = found({ kid, coverage: [0, 0.1, 0.2, 0.3, 0.4, 0.5] });
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ id: 'past-best', severity: 'advice', chart: 'kid', since: 300, step: 300 });
    expect(finding?.numbers).toEqual({ kid: 5, kidAtBest: 2 });
    expect(finding?.from).toBe('checkpoint');
    expect(finding?.advice[0]?.changes).toEqual({
      'optimizer.generator.learningRate': 0.0001,
      'optimizer.discriminator.learningRate': 0.0001,
    });
    expect(found({ kid: kid.slice(0, 5) })).toEqual([]);
    expect(
      found({ kid, coverage: [0, 0.1, 0.2, 0.3, 0.4, 0.5] }, recorded({ 'checkpoint.bestBy': 'coverage' })),
    ).toEqual([]);
  });

  it('tells copies once two evaluations show them, and since when', () => {
    const [finding] = found({ copies: [0, 0, 0.01, 0.05, 0.3] });
    expect(finding).toMatchObject({
      id: 'copies',
      chart: 'copies',
      since: 400,
      numbers: { copies: 0.3, images: 60_000 },
    });
    expect(finding?.text).toMatch(/30 %.*60,000/);
    expect(found({ copies: [0, 0, 0.3] })).toEqual([]);
    expect(found({ copies: [0, 0.3, 0.3, 0.01] })).toEqual([]);
  });

  it('tells grain and a checkerboard, which are no alarms, and how each is mended', () => {
    const [grain] = found({ grain: [8, 5, 4, 4] });
    expect(grain).toMatchObject({ id: 'grain', severity: 'note', chart: 'grain', since: 200 });
    expect(grain?.advice[0]?.changes).toEqual({ 'ema.decay': 0.999 });
    const convolutional = dcgan64.networks({ width: 32, height: 32, channels: 1 }, 100, 0);
    const [pattern] = found({ checkerboard: [1, 1, 6, 7] }, { ...recorded(), networks: convolutional });
    expect(pattern).toMatchObject({
      id: 'checkerboard',
      severity: 'note',
      chart: 'checkerboard',
      since: 300,
      from: 'start',
    });
    expect(pattern?.advice[0]?.changes).toEqual({ 'network.upsampling': 'resize' });
    expect(found({ grain: [8, 5, 2, 1], checkerboard: [9, 5, 2, 1] })).toEqual([]);
  });

  it('tells a G that loses variety, and says it once beside samples that are one picture', () => {
    const values = { diversity: [0.5, 0.8, 0.9, 0.5, 0.4], classes: [0.4, 0.8, 0.8, 0.3, 0.2] };
    const [finding] = found(values);
    expect(finding).toMatchObject({ id: 'few-kinds', severity: 'advice', chart: 'diversity', since: 400 });
    expect(finding?.numbers).toEqual({ diversity: 0.4, diversityAtMost: 0.9, classes: 0.2 });
    expect(found({ diversity: [0.5, 0.8, 0.9, 0.8, 0.85] })).toEqual([]);
    const grids = [{ step: STEPS, alike: 0.95, blank: 0 }];
    const both = diagnose({ record: recorded(), view: viewOf(FAIR, STEPS), grids, evaluations: evaluated(values) });
    expect(both?.map(({ id }) => id)).toEqual(['collapse']);
  });

  it('tells a G that has got nowhere, and blames nobody else for it', () => {
    const lost = [40, 30, 22, 22, 21, 22, 23, 21, 70, 28];
    const none = lost.map(() => 0);
    const blind: Curves = { ...FAIR, dAccuracyReal: () => 0.3, dAccuracyFake: () => 0.4 };
    const values = { kid: lost, coverage: none, checkerboard: lost, grain: lost };
    const [finding, ...rest] = found(values, recorded({ 'optimizer.generator.learningRate': 0.02 }), blind);
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ id: 'nowhere', severity: 'problem', chart: 'kid', since: 200, from: 'start' });
    expect(finding?.numbers).toEqual({ kid: 28, kidAtFirst: 30, coverage: 0 });
    expect(finding?.advice[0]?.changes).toEqual({ 'optimizer.generator.learningRate': 0.0002 });
    const ids = (given: Parameters<typeof found>[0]): string[] => found(given).map(({ id }) => id);
    expect(ids({ kid: lost.slice(0, 9), coverage: none })).not.toContain('nowhere');
    expect(ids({ kid: [...lost.slice(0, 9), 23], coverage: none })).not.toContain('nowhere');
    expect(ids({ kid: lost, coverage: [...none.slice(0, 9), 0.002] })).not.toContain('nowhere');
  });

  it('says nothing by what the first steps left', () => {
    expect(FIRST_STEPS).toBe(2 * PER_EPOCH);
    expect(found({ grain: [90, 90] })).toEqual([]);
  });
});

describe('few images', () => {
  it('are named with their number where nothing augments them, and with what does', () => {
    const [finding] = found({ kid: [] }, recorded({}, 200));
    expect(finding).toMatchObject({ id: 'few-images', severity: 'advice', numbers: { images: 200 }, since: 0 });
    expect(finding?.advice[0]?.changes).toEqual({
      'augment.color': 'on',
      'augment.translation': 'on',
      'augment.cutout': 'on',
    });
    expect(found({ kid: [] }, recorded({}, FEW_IMAGES))).toEqual([]);
    expect(found({ kid: [] }, recorded({ 'augment.translation': 'on' }, 200))).toEqual([]);
  });

  it('are said once beside copies, and augmented where D is too strong', () => {
    expect(found({ copies: [0, 0.2, 0.2] }, recorded({}, 200)).map(({ id }) => id)).toEqual(['copies']);
    const lost: Curves = {
      dAccuracyReal: () => 0.99,
      dAccuracyFake: () => 0.99,
      gLoss: (share) => 3 + share,
      dLoss: () => 0.1,
    };
    const view = viewOf(lost, 3 * STEPS);
    const advised = (count: number): string[] =>
      diagnose({ record: recorded({}, count), view, grids: [], evaluations: [] })
        ?.find(({ id }) => id === 'discriminator-too-strong')
        ?.advice.map(({ title }) => title) ?? [];
    expect(advised(200)[0]).toMatch(/DiffAugment/);
    expect(advised(60_000).join()).not.toMatch(/DiffAugment/);
  });
});

describe('back and forth', () => {
  it('counts turns between moves that are large enough', () => {
    expect(turnsOf([0, 1, 0, 1, 0], 0.5)).toEqual([1, 2, 3]);
    expect(turnsOf([0, 0.2, 0.1, 0.3, 0.2, 0.9], 0.5)).toEqual([]);
    expect(turnsOf([0, 0.9, 0.8, 1, 0.1, 0.2], 0.5)).toEqual([3]);
    expect(turnsOf([0.5, 0.5, 0.5], 0.1)).toEqual([]);
  });

  it('is said where D’s accuracy swings, with how far, and not of a run that only turns once', () => {
    // A whole swing in four stretches.
    const swings = (share: number): number => 0.65 + 0.25 * Math.sign(Math.sin((share * STEPS * Math.PI) / 100));
    const curves: Curves = { ...FAIR, dAccuracyReal: swings, dAccuracyFake: swings };
    const finding = found({}, recorded(), curves).find(({ id }) => id === 'back-and-forth');
    expect(finding).toMatchObject({ severity: 'advice', chart: 'accuracy' });
    expect(finding?.numbers['dAccuracyLowest']).toBeCloseTo(0.4, 1);
    expect(finding?.advice.map(({ title }) => title)).toContain('Both learning rates: halved');
    const once: Curves = {
      ...FAIR,
      dAccuracyReal: (share) => 0.5 + 0.4 * share,
      dAccuracyFake: (share) => 0.9 - 0.4 * share,
    };
    expect(found({}, recorded(), once).map(({ id }) => id)).not.toContain('back-and-forth');
  });
});
