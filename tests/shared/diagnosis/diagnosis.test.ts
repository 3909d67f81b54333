import { describe, expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { MetricName, RunRecord } from '@shared/run.ts';
import { courseOf, settle } from '@shared/diagnosis/course.ts';
import { diagnose } from '@shared/diagnosis/diagnose.ts';
import type { Finding } from '@shared/diagnosis/finding.ts';
import { alikeShare, type GridFacts } from '@shared/diagnosis/grids.ts';
import { blankShare } from '@shared/diagnosis/paper.ts';
import type { GridPixels } from '@shared/diagnosis/pixels.ts';
import { isCollapsed } from '@shared/diagnosis/samples.ts';
import { FIRST_STEPS, LONG_STEPS } from '@shared/diagnosis/thresholds.ts';
import type { MetricsView } from '@shared/metrics/buffer.ts';
import { recentMean } from '@shared/metrics/recent.ts';
import { RECORDED, recorded } from './fixtures/recorded.ts';
import { viewOf, type Curve } from './made-up.ts';
import { atEnd, saidOf, told } from './said.ts';
import { recordOf } from '../../renderer/run/fake-run.ts';

const diagnosed = (record: RunRecord, view: MetricsView, grids: GridFacts[] = []): Finding[] | null =>
  diagnose({ record, view, grids, evaluations: [] });

/** Whose samples are one picture. */
const COLLAPSED = [
  'generator-rate-times-100',
  'keras-gan-generator-rate-times-100',
  'fashion-gan-momentum',
  'gans-mlp-momentum',
  'coloured-fashion-gan-momentum',
  'gans-mlp-critic-without-clipping',
];

describe('recorded runs that went well', () => {
  const HEALTHY = [
    ...['fashion-gan', 'keras-gan', 'dcgan', 'dcgan-half-width', 'gans-mlp', 'lsgan', 'wgan-gp'],
    // With evaluations, of other recipes and on other pictures.
    ...[
      'fashion-gan-tf',
      'minimax',
      'coloured-dcgan',
      'wgan',
      'r1',
      'cgan',
      'acgan',
      'hinge',
      'dragan',
      'wang-dcgan-28',
      'letters-keras-gan',
      'notmnist-dcgan',
      'gans-dcgan',
    ],
    // D's gradient is 220 times as long on the way as it was before D had begun.
    'wang-dcgan-marks',
    // Fast, and well all the same.
    'fashion-gan-rates-times-10',
  ];

  it.each(HEALTHY)('%s is never blamed, neither early nor late', (name) => {
    for (const { finding } of told(name)) expect(['note', 'well']).toContain(finding.severity);
    expect(atEnd(name).map(({ severity }) => severity)).not.toContain('problem');
  });

  it('are called well where they are', () => {
    expect(['fashion-gan', 'keras-gan', 'dcgan'].map((name) => atEnd(name)[0]?.title)).toEqual(
      Array.from({ length: 3 }, () => 'A fair fight'),
    );
    expect(atEnd('wgan-gp')[0]?.title).toBe('The critic’s estimate falls');
  });

  it('begin with a D that is ahead, which is said without alarm', () => {
    const [first, ...later] = told('dcgan');
    expect(first?.finding).toMatchObject({ severity: 'note', title: 'The discriminator is ahead' });
    expect(later.at(-1)?.finding.severity).toBe('well');
  });
});

describe('recorded runs that went wrong', () => {
  it.each(['five-discriminator-updates', 'generator-rate-a-quarter', 'small-generator', 'generator-rate-times-100'])(
    '%s: a lost duel is never called well, and is said once it lasted',
    (name) => {
      for (const { step, finding } of told(name)) {
        expect(finding.severity).not.toBe('well');
        if (step > 1.5 * LONG_STEPS) expect(['advice', 'problem']).toContain(finding.severity);
      }
      if (recorded(name).grid.alike < 0.5)
        expect(atEnd(name)[0]).toMatchObject({ id: 'discriminator-too-strong', chart: 'accuracy' });
    },
  );

  const WEAK = ['two-unit-discriminator', 'two-unit-discriminator-again', 'coloured-keras-gan-slow-discriminator'];
  it.each(WEAK)('%s: a D that has learned nothing, and no stretch of luck makes an even duel of it', (name) => {
    for (const { finding } of told(name)) expect(finding.severity).not.toBe('well');
    const [found] = atEnd(name);
    expect(found).toMatchObject({ severity: 'advice', title: 'The discriminator has learned nothing' });
    expect(found?.advice[0]?.title).toMatch(/Learning rate of D/);
  });

  it.each(['fashion-gan-ten-generator-updates', 'keras-gan-eight-generator-updates'])(
    '%s: a G that moves many times a step outruns D, which is never called well',
    (name) => {
      for (const { finding } of told(name)) expect(finding.severity).not.toBe('well');
      const weak = atEnd(name).find(({ id }) => id === 'discriminator-too-weak');
      expect(weak?.severity).toBe('advice');
      expect(weak?.advice[0]?.changes).toEqual({ 'steps.generator': 1 });
    },
  );

  it.each(COLLAPSED)('%s: a collapsed G is seen in its pictures, and D is not blamed for it', (name) => {
    const [first, ...rest] = atEnd(name);
    expect(first).toMatchObject({ id: 'collapse', severity: 'problem', from: 'start' });
    expect(rest.map(({ id }) => id)).not.toContain('discriminator-too-strong');
    // Where D is slower than its recipe has it, that is put right first.
    const slowed = name === 'coloured-fashion-gan-momentum' ? 'discriminator' : null;
    const rate = /rate/.test(name) || slowed ? 0.0002 : 0.0001;
    expect(first?.advice[0]?.changes).toEqual({ [`optimizer.${slowed ?? 'generator'}.learningRate`]: rate });
  });

  const SATURATED = ['saturating-generator', 'gans-mlp-minimax', 'coloured-fashion-gan-minimax'];
  it.each(SATURATED)('%s: a G that gets no gradient any more is told from one that loses, early', (name) => {
    const all = told(name).filter(({ finding }) => finding.severity === 'problem');
    expect(all[0]?.step).toBeLessThan(1000);
    expect(atEnd(name)[0]).toMatchObject({ id: 'discriminator-too-strong', chart: 'gradients', from: 'start' });
  });

  it('a vanished gradient is named with its length, and not where none was logged', () => {
    const [found] = atEnd('saturating-generator');
    expect(found).toMatchObject({ id: 'discriminator-too-strong', chart: 'gradients', from: 'start' });
    expect(found?.numbers['gGradientNorm']).toBeLessThan(1e-4);
    expect(found?.advice[0]).toMatchObject({ changes: { 'loss.generator': 'non-saturating' } });
    // Where none were logged it still does not catch up.
    const run = recorded('saturating-generator');
    const view = run.upTo(run.steps);
    const blind = { ...view, columns: { ...view.columns, gGradientNorm: view.columns.gGradientNorm.map(() => NaN) } };
    expect(diagnosed(run.record, blind)?.[0]).toMatchObject({ id: 'discriminator-ahead', severity: 'note' });
  });

  it.each(['critic-without-clipping', 'gans-mlp-critic-without-clipping', 'coloured-critic-without-clipping'])(
    '%s: a gradient that grows and grows is said while the losses are still small',
    (name) => {
      const ids = told(name).map(({ finding }) => finding.id);
      expect(ids).toContain('gradients-grow');
      if (ids.includes('running-away')) expect(ids.indexOf('gradients-grow')).toBeLessThan(ids.indexOf('running-away'));
    },
  );

  it('a gradient that grows is said of critics without bounds only', () => {
    for (const { name } of RECORDED)
      if (!/critic/.test(name)) expect(atEnd(name).map(({ id }) => id)).not.toContain('gradients-grow');
  });

  it.each(['keras-gan-rates-times-10', 'coloured-fashion-gan-200-images'])('%s: G’s loss rises again, late', (name) => {
    expect(atEnd(name).map(({ id }) => id)).toContain('generator-loss-rises');
    const run = recorded(name);
    const early = saidOf(run, Math.round(run.steps / 3)).map(({ id }) => id);
    expect(early).not.toContain('generator-loss-rises');
  });

  it.each(['gans-mlp-descent', 'dense-descent', 'lsgan-descent'])('%s: numbers that break are said at once', (name) => {
    const run = recorded(name);
    expect(saidOf(run, run.divergence?.step ?? 0)[0]).toMatchObject({ id: 'broken', severity: 'problem' });
  });

  it('a D that knows nearly all is never called a fair fight', () => {
    for (const { name } of RECORDED)
      for (const { finding } of told(name))
        if (Math.min(finding.numbers['dAccuracyReal'] ?? 0, finding.numbers['dAccuracyFake'] ?? 0) >= 0.94)
          expect([name, finding.id]).not.toEqual([name, 'fair-fight']);
  });

  it.each(['unbounded-critic', 'critic-without-clipping', 'dense-critic-without-clipping', 'critic-rate-times-20000'])(
    '%s: a critic without bounds is named before it is lost',
    (name) => {
      const ids = told(name).map(({ finding }) => finding.id);
      expect(ids.some((id) => id === 'gradients-grow' || id === 'running-away')).toBe(true);
    },
  );

  it('losses that run away are called that, in numbers one can read', () => {
    const [found] = atEnd('unbounded-critic');
    expect(found).toMatchObject({ severity: 'problem', title: 'The losses run away' });
    expect(found?.text).toMatch(/−1\.9 × 10⁶/);
    expect(found?.advice[0]?.title).toMatch(/Gradient penalty/);
  });
});

describe('what is said of any recorded run', () => {
  it.each(RECORDED.map(({ name }) => name))('%s: does not change back and forth', (name) => {
    const titles = told(name).map(({ finding }) => finding.title);
    // A run that goes wrong more and more has more to be said of it, but nothing comes and goes.
    expect(titles.length).toBeLessThanOrEqual(5);
    for (const title of titles) expect(titles.filter((other) => other === title).length).toBeLessThanOrEqual(2);
  });

  it('follows from the numbers so far, not from when one looked', () => {
    const { record, upTo, steps } = recorded('dcgan');
    const early = courseOf(upTo(1000));
    const late = courseOf(upTo(steps));
    expect(late.steps.slice(0, early.steps.length)).toEqual(early.steps);
    expect(late.of('dAccuracyReal').slice(0, early.steps.length)).toEqual(early.of('dAccuracyReal'));
    expect(diagnosed(record, upTo(1000))).toEqual(diagnosed(record, upTo(1000)));
  });

  it('advises with settings that can be set, and that change something', () => {
    for (const run of RECORDED)
      for (const { advice, severity } of atEnd(run.name)) {
        if (severity === 'problem') expect(advice.length).toBeGreaterThan(0);
        for (const { changes } of advice) {
          const changed = resolveConfig({ ...run.record.config, ...changes });
          expect(changed).not.toEqual(run.record.config);
        }
      }
  });

  it('names the numbers that the charts show', () => {
    const run = recorded('fashion-gan');
    const view = run.upTo(run.steps);
    const real = Math.round(100 * (recentMean(view, 'dAccuracyReal') ?? 0));
    expect(atEnd('fashion-gan')[0]?.text).toContain(`accepts ${real} % of the real images`);
  });
});

const STEPS = 1000;
const flat =
  (value: number): Curve =>
  () =>
    value;
const say = (curves: Partial<Record<MetricName, Curve>>, settings: Partial<RunConfigInput> = {}): Finding[] =>
  diagnosed(recordOf(settings), viewOf(curves, STEPS)) ?? [];

describe('cases that no recording shows', () => {
  const sure = { dAccuracyReal: flat(0.99), dAccuracyFake: flat(0.98), dLoss: flat(0.1) };

  it('say nothing before there are enough steps', () => {
    expect(diagnosed(recordOf(), viewOf({ ...sure, gLoss: flat(4) }, FIRST_STEPS - 1))).toBeNull();
    expect(diagnosed(recordOf(), viewOf({ ...sure, gLoss: flat(4) }, FIRST_STEPS))).not.toBeNull();
  });

  it('why a lead hurts follows from the loss, and so do the advice', () => {
    const lost = (settings: Partial<RunConfigInput>): Finding | undefined =>
      diagnosed(recordOf(settings), viewOf({ ...sure, gLoss: flat(4.1) }, 2 * LONG_STEPS))?.[0];
    expect(lost({})?.text).toMatch(/99 %.*98 %.*2,000 steps.*4\.10.*does not fall.*G learns little/);
    expect(lost({ 'loss.generator': 'minimax' })?.text).toMatch(/minimax/);
    expect(lost({ 'loss.kind': 'hinge' })?.text).toMatch(/margin/);
    expect(lost({ 'loss.kind': 'relativistic' })?.text).toMatch(
      /^The discriminator scores the real image higher in 99 % of the pairs.*far above its fake/,
    );
    expect(lost({ 'penalty.kind': 'r1' })?.advice.map(({ title }) => title)).not.toContain(
      'Gradient penalty: R1, weight 10',
    );
  });

  it('G’s loss rising again late, and where it was least', () => {
    const turn: Curve = (share) => 1 + 2 * Math.abs(share - 0.6);
    const base = { dLoss: flat(1), dAccuracyReal: flat(0.7), dAccuracyFake: flat(0.7) };
    const found = say({ ...base, gLoss: turn }).find(({ step }) => step !== null);
    expect(found?.title).toBe('The generator’s loss rises again');
    expect(found?.step).toBeGreaterThan(550);
    expect(found?.step).toBeLessThan(700);
    for (const gLoss of [(share: number) => 0.7 + share, (share: number) => 2 - share, flat(1)])
      expect(say({ ...base, gLoss }).every(({ step }) => step === null)).toBe(true);
    expect(say({ ...base, gLoss: turn }, { 'loss.kind': 'hinge' }).every(({ step }) => step === null)).toBe(true);
  });

  it('a critic that sees no difference, whose estimate rises, or whose slope stays far from 1', () => {
    const settings = { 'loss.kind': 'wasserstein', 'penalty.kind': 'wgan-gp', 'penalty.weight': 10 } as const;
    const score = (estimate: Curve, penalty = 0.3): Partial<Record<MetricName, Curve>> => ({
      dReal: (share) => 500 + estimate(share),
      dFake: flat(500),
      dPenalty: flat(penalty),
    });
    const titles = (curves: Partial<Record<MetricName, Curve>>, steps: number): string[] =>
      (diagnosed(recordOf(settings), viewOf(curves, steps)) ?? []).map(({ title }) => title);
    expect(titles(score(flat(-0.4)), 1000)).toEqual(['The critic sees no difference']);
    const rising = score((share) => 3 + 8 * Math.max(0, share - 0.5));
    expect(titles(rising, 3 * LONG_STEPS)).toEqual(['The critic’s estimate rises']);
    expect(titles(rising, LONG_STEPS)).not.toContain('The critic’s estimate rises');
    expect(titles(score(flat(3), 14.4), 3 * LONG_STEPS)).toContain('The critic’s slope is far from 1');
    expect(
      titles(
        score((share) => 9 - 6 * share, 14.4),
        LONG_STEPS - 100,
      ),
    ).toEqual(['The critic’s estimate falls']);
  });
});

describe('settle', () => {
  it('holds what was said until the numbers clearly say otherwise, twice', () => {
    const at = (values: number[]) =>
      settle(values.length, false, (held, index) => (values[index] ?? 0) > (held ? 1 : 2));
    expect(at([0, 3, 0, 3, 0])).toEqual({ state: false, since: 0 });
    expect(at([0, 3, 3, 1.5, 1.2])).toEqual({ state: true, since: 1 });
    expect(at([0, 3, 3, 0.5, 0.5])).toEqual({ state: false, since: 3 });
  });
});

describe('sample grids', () => {
  const layout = { columns: 2, rows: 2, count: 3, tileWidth: 2, tileHeight: 1 };
  const grey = (values: number[]): GridPixels => ({ values, channels: 1 });
  const rgba = (values: number[]): GridPixels => ({
    values: values.flatMap((value) => [value, value, value, 255]),
    channels: 4,
  });

  it('count tiles on which nothing is dark', () => {
    expect(blankShare(rgba([255, 250, 255, 10, 240, 240, 0, 0]), layout)).toBeCloseTo(2 / 3);
    expect(blankShare(grey([0, 0, 255, 10, 10, 240, 255, 255]), layout)).toBe(0);
  });

  it('are paper where only grains lie on them, and not where the thinnest line does', () => {
    const tile = { columns: 1, rows: 1, count: 1, tileWidth: 28, tileHeight: 28 };
    const paper = (isDark: (x: number, y: number) => boolean): number =>
      blankShare(
        grey(Array.from({ length: 28 * 28 }, (_, at) => (isDark(at % 28, Math.floor(at / 28)) ? 0 : 255))),
        tile,
      );
    expect(paper((x, y) => x % 4 === 1 && y % 4 === 2)).toBe(1);
    expect(paper((x, y) => x === 13 && y >= 8 && y < 16)).toBe(0);
  });

  it('of recorded runs are told apart: one picture, or many', () => {
    for (const { name, grid } of RECORDED) expect([name, isCollapsed(grid)]).toEqual([name, COLLAPSED.includes(name)]);
    for (const name of ['fashion-gan', 'keras-gan', 'dcgan', 'lsgan', 'wgan-gp'])
      expect(recorded(name).grid.alike).toBeLessThan(0.15);
  });

  it('by labels count the pictures of each label', () => {
    const row = { columns: 4, rows: 2, count: 8, tileWidth: 1, tileHeight: 1 };
    // Two labels, each always the same picture.
    const pixels = rgba([0, 0, 0, 0, 250, 250, 250, 250]);
    const within = [250, 250, 250, 250, 0, 100, 200, 50];
    expect(alikeShare(pixels, row, false)).toBe(0.5);
    expect(alikeShare(grey(within), row, true)).toBeCloseTo((1 + 0.25) / 2);
  });

  it('of the untrained generator say nothing', () => {
    const grid = (step: number): GridFacts => ({ step, alike: 1, blank: 0 });
    expect([isCollapsed(grid(0)), isCollapsed(grid(FIRST_STEPS))]).toEqual([false, true]);
    const fair = { dAccuracyReal: flat(0.7), dAccuracyFake: flat(0.7), gLoss: flat(1), dLoss: flat(1) };
    const found = diagnosed(recordOf(), viewOf(fair, STEPS), [grid(STEPS)]) ?? [];
    // However fair the numbers look, nothing is called well beside it.
    expect(found.map(({ title }) => title)).toEqual(['The samples are all one picture']);
  });

  it('of white paper are named, without advice', () => {
    const found =
      diagnosed(recordOf(), viewOf({ gLoss: flat(1) }, STEPS), [{ step: STEPS, alike: 0.1, blank: 0.25 }]) ?? [];
    expect(found).toMatchObject([{ severity: 'note', title: 'Some samples are white paper' }]);
    expect(found[0]?.text).toMatch(/25 %/);
  });
});
