import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { METRIC_NAMES, type MetricColumns, type MetricName } from '@shared/run.ts';
import { diagnose } from '../../../renderer/src/run/diagnosis/diagnose.ts';
import { blankShare, paperFinding } from '../../../renderer/src/run/diagnosis/paper.ts';
import { FIRST_STEPS } from '../../../renderer/src/run/diagnosis/thresholds.ts';
import { MetricsBuffer, type MetricsView } from '../../../renderer/src/run/metrics/buffer.ts';
import { recordOf } from './fake-run.ts';

type Curve = (share: number) => number;
const STEPS = 1000;

/** A run whose metrics follow these curves of the share trained; the others are not numbers. */
function viewOf(curves: Partial<Record<MetricName, Curve>>, steps = STEPS): MetricsView {
  const rows = Array.from({ length: steps }, (_, index) => index + 1);
  const columns = Object.fromEntries(
    METRIC_NAMES.map((name) => [name, rows.map((step) => curves[name]?.(step / steps) ?? Number.NaN)]),
  ) as MetricColumns;
  const buffer = new MetricsBuffer();
  buffer.append({ ...columns, step: rows });
  return buffer.view();
}

const flat =
  (value: number): Curve =>
  () =>
    value;
const line =
  (from: number, to: number): Curve =>
  (share) =>
    from + (to - from) * share;
const sure = { dAccuracyReal: flat(0.99), dAccuracyFake: flat(0.98), dLoss: flat(0.1) };

const say = (
  curves: Partial<Record<MetricName, Curve>>,
  settings: Partial<RunConfigInput> = {},
): { title: string; text: string; tone: string; step: number | null }[] =>
  diagnose(recordOf(settings), viewOf(curves)) ?? [];
const titles = (...args: Parameters<typeof say>): string[] => say(...args).map(({ title }) => title);

describe('classifiers', () => {
  it('say nothing before there are enough steps', () => {
    expect(diagnose(recordOf(), viewOf({ ...sure, gLoss: flat(4) }, FIRST_STEPS - 1))).toBeNull();
    expect(diagnose(recordOf(), viewOf({ ...sure, gLoss: flat(4) }, FIRST_STEPS))).not.toBeNull();
  });

  it('D near 100 % with a flat G is too strong, and why follows from the loss', () => {
    const [found] = say({ ...sure, gLoss: flat(4.1) });
    expect(found).toMatchObject({ tone: 'problem', title: 'The discriminator is too strong' });
    expect(found?.text).toMatch(/99 %.*98 %.*stays at 4\.10.*vanishes.*smoothed targets/);
    expect(say({ ...sure, gLoss: flat(0) }, { 'loss.generator': 'minimax' })[0]?.text).toMatch(/minimax/);
    const hinge = say({ ...sure, gLoss: flat(1) }, { 'loss.kind': 'hinge' })[0]?.text;
    expect(hinge).toMatch(/margin/);
    // A hinge has no targets to smooth.
    expect(hinge).not.toMatch(/targets/);
  });

  it('D near 100 % is only ahead while G’s loss still falls', () => {
    expect(say({ ...sure, gLoss: line(9, 3) })[0]).toMatchObject({
      tone: 'advice',
      title: 'The discriminator is far ahead',
    });
  });

  it('D near 50 % from the start is too weak; near 50 % after it knew better is not', () => {
    const guess = { gLoss: flat(0.7), dLoss: flat(1.39), dAccuracyFake: flat(0.52) };
    expect(titles({ ...guess, dAccuracyReal: flat(0.53) })).toEqual(['The discriminator has guessed from the start']);
    const later = { ...guess, dAccuracyReal: line(0.95, 0.5), dAccuracyFake: line(0.95, 0.5) };
    expect(titles(later)).toEqual(['An even duel']);
  });

  it('an even duel is named by the loss’s own balance, and only where it has one', () => {
    const fair = { gLoss: flat(0.8), dAccuracyReal: flat(0.65), dAccuracyFake: flat(0.7) };
    expect(say({ ...fair, dLoss: flat(1.31) })[0]?.text).toMatch(/2 ln 2 = 1\.39.*judge by the pictures/);
    expect(say({ ...fair, dLoss: flat(0.25) }, { 'loss.kind': 'least-squares' })[0]?.text).toMatch(/0\.25/);
    expect(titles({ ...fair, dLoss: flat(0.25) })).toEqual(['A fair fight']);
    expect(titles({ ...fair, dLoss: flat(1.39) }, { 'loss.kind': 'hinge' })).toEqual(['A fair fight']);
  });

  it('finds G’s loss rising again late, and where it was least', () => {
    const turn: Curve = (share) => 1 + 2 * Math.abs(share - 0.6);
    const base = { dLoss: flat(1), dAccuracyReal: flat(0.7), dAccuracyFake: flat(0.7) };
    const found = say({ ...base, gLoss: turn }).find(({ step }) => step !== null);
    expect(found?.title).toBe('The generator’s loss rises again');
    expect(found?.step).toBeGreaterThan(570);
    expect(found?.step).toBeLessThan(650);
    // Not where it only ever rose, or fell, or where its size says nothing.
    for (const gLoss of [line(0.7, 2), line(2, 0.7), flat(1)])
      expect(say({ ...base, gLoss }).every(({ step }) => step === null)).toBe(true);
    expect(say({ ...base, gLoss: turn }, { 'loss.kind': 'hinge' }).every(({ step }) => step === null)).toBe(true);
  });
});

describe('critics', () => {
  const settings = { 'loss.kind': 'wasserstein', 'penalty.kind': 'wgan-gp', 'penalty.weight': 10 } as const;
  const score = (estimate: Curve, penalty = 0.3): Partial<Record<MetricName, Curve>> => ({
    dReal: (share) => 500 + estimate(share),
    dFake: flat(500),
    dPenalty: flat(penalty),
  });

  it('speak of the estimate and never of accuracy or balance', () => {
    expect(titles(score(line(9, 3)), settings)).toEqual(['The critic’s estimate falls']);
    expect(titles(score(flat(3)), settings)).toEqual(['The critic tells real from fake']);
    for (const { text } of say(score(flat(3)), settings)) expect(text).not.toMatch(/accuracy|ln 2|%/);
  });

  it('find an estimate that rises again, and one without difference', () => {
    expect(
      titles(
        score((share) => 3 + 8 * Math.max(0, share - 0.5)),
        settings,
      ),
    ).toEqual(['The critic’s estimate rises']);
    expect(say(score(flat(-0.4)), settings)[0]).toMatchObject({
      tone: 'problem',
      title: 'The critic sees no difference',
    });
  });

  it('find a slope far from 1, the gravest finding first', () => {
    const found = say(score(line(9, 3), 14.4), settings);
    expect(found.map(({ tone }) => tone)).toEqual(['advice', 'well']);
    expect(found[0]?.text).toMatch(/misses 1 by about 1\.20/);
    expect(titles(score(line(9, 3), 14.4), { 'loss.kind': 'wasserstein' })).toHaveLength(1);
  });
});

describe('white paper', () => {
  const layout = { columns: 2, rows: 2, count: 3, tileWidth: 2, tileHeight: 1 };
  /** RGBA of a row of grey values. */
  const rgba = (values: number[]): number[] => values.flatMap((value) => [value, value, value, 255]);

  it('counts tiles on which nothing is dark', () => {
    expect(blankShare(rgba([255, 250, 255, 10, 240, 240, 0, 0]), layout)).toBeCloseTo(2 / 3);
    expect(blankShare(rgba([0, 0, 255, 10, 10, 240, 255, 255]), layout)).toBe(0);
  });

  it('speaks only of more than chance', () => {
    expect([paperFinding(null), paperFinding(0.02)]).toEqual([null, null]);
    expect(paperFinding(0.25)?.text).toMatch(/25 %/);
  });
});
