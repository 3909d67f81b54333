import { describe, expect, test } from 'vitest';
import { findBroken, judge, type JudgementRules } from '../../../electron/engine/metric/judgement.ts';
import { READING_KINDS, type ReadingKind, type SortedReadings } from '../../../electron/engine/metric/readings.ts';

const readings = (given: Partial<Record<ReadingKind, number[]>>): SortedReadings =>
  Object.fromEntries(READING_KINDS.map((kind) => [kind, Float32Array.from(given[kind] ?? [])])) as SortedReadings;
const RULES: JudgementRules = {
  lossJoin: 'sum',
  loss: 'cross-entropy',
  classWeight: 1,
  reconstructionWeight: 1,
  targetWeight: 1,
  lecamWeight: 0,
  penaltyEvery: 1,
};

describe('what was read of a step, in numbers', () => {
  test('losses are means, joined as the recipe joins them', () => {
    const given = readings({ lossReal: [1, 3], lossFake: [0.5, 0.5], lossGenerator: [4, 6] });
    expect(judge(given, RULES)).toMatchObject({ dLoss: 2.5, dLossReal: 2, dLossFake: 0.5, gLoss: 5 });
    expect(judge(given, { ...RULES, lossJoin: 'mean' }).dLoss).toBe(1.25);
  });

  test('penalty and classes come on top, and do not apply where there are none', () => {
    const given = readings({ lossReal: [1], lossFake: [1], lossGenerator: [1] });
    expect(judge(given, RULES)).toMatchObject({ dLoss: 2, dPenalty: Number.NaN, dClassLoss: Number.NaN });
    const more = { ...given, ...{ penalty: Float32Array.of(0.5), classReal: Float32Array.of(2) } };
    const whole = { ...more, classFake: Float32Array.of(1), classGenerator: Float32Array.of(4) };
    expect(judge(whole, { ...RULES, classWeight: 0.5 })).toMatchObject({ dLoss: 4, dClassLoss: 3, gLoss: 3 });
  });

  test('what decoders miss comes on top, weighted', () => {
    const given = readings({ lossReal: [1], lossFake: [1], reconstruction: [0.5, 1.5] });
    expect(judge(given, { ...RULES, reconstructionWeight: 2 })).toMatchObject({ dLoss: 4, dReconstruction: 1 });
  });

  test('penalties at real images and at fakes add up, and a lazy one is left out of the loss', () => {
    const given = readings({ lossReal: [1], lossFake: [1], penalty: [0.5, 0.3], penaltyFake: [0.1] });
    expect(judge(given, RULES).dPenalty).toBeCloseTo(0.5);
    expect(judge(given, RULES).dLoss).toBeCloseTo(2.5);
    expect(judge(given, { ...RULES, penaltyEvery: 4 })).toMatchObject({ dLoss: 2, dPenalty: expect.closeTo(0.5) });
  });

  test('an image is called real above the middle: a tie counts as fake', () => {
    const given = readings({ real: [1, -1, 0, 2], fake: [1, -1, 0, -3] });
    expect(judge(given, RULES)).toMatchObject({ dAccuracyReal: 0.5, dAccuracyFake: 0.75 });
    const scores = readings({ real: [0.6, 0.4], fake: [0.6, 0.4] });
    expect(judge(scores, { ...RULES, loss: 'least-squares' })).toMatchObject({
      dAccuracyReal: 0.5,
      dAccuracyFake: 0.5,
    });
  });

  test('a critic is not a classifier: scores, no accuracy', () => {
    const { dReal, dFake, dAccuracyReal } = judge(readings({ real: [3, 5], fake: [-1, -3] }), {
      ...RULES,
      loss: 'wasserstein',
    });
    expect([dReal, dFake, dAccuracyReal]).toEqual([4, -2, Number.NaN]);
  });

  test('large scores do not overflow as probabilities', () => {
    expect(judge(readings({ real: [-1000], fake: [1000] }), RULES)).toMatchObject({ dReal: 0, dFake: 1 });
  });

  test('broken numbers are laid at the right door', () => {
    const broken = (lossReal: number, lossFake: number, lossGenerator: number, penalty = 0) =>
      findBroken(
        readings({ lossReal: [lossReal], lossFake: [lossFake], lossGenerator: [lossGenerator], penalty: [penalty] }),
      );
    const d = { player: 'discriminator', quantity: 'loss', unsure: false };
    expect(broken(1, 1, 1)).toBeNull();
    expect(broken(Number.NaN, Number.NaN, Number.NaN)).toEqual(d);
    expect(broken(1, Number.NaN, Number.NaN)).toEqual({ ...d, player: 'generator' });
    expect(broken(1, Number.POSITIVE_INFINITY, 1)).toEqual({ ...d, quantity: 'scores' });
    expect(broken(1, 1, Number.POSITIVE_INFINITY)).toEqual({ ...d, quantity: 'scores' });
    expect(broken(1, 1, Number.NaN)).toEqual({ ...d, player: 'generator', unsure: true });
    expect(broken(1, 1, 1, Number.NaN)).toEqual({ ...d, quantity: 'penalty' });
    const paths = { player: 'generator', quantity: 'penalty', unsure: false };
    expect(findBroken(readings({ lossGenerator: [1], pathPenalty: [Number.NaN] }))).toEqual(paths);
    expect(findBroken(readings({ lossGenerator: [Number.NaN], pathPenalty: [Number.NaN] }))).toMatchObject({
      quantity: 'loss',
    });
  });

  test('scores that broke are found where the loss on them is still finite', () => {
    const whole = { lossReal: [0], lossFake: [0], lossGenerator: [0] };
    const [high, none] = [Number.POSITIVE_INFINITY, Number.NaN];
    const scores = { player: 'discriminator', quantity: 'scores' };
    expect(findBroken(readings({ ...whole, real: [1, high] }))).toMatchObject(scores);
    expect(findBroken(readings({ ...whole, fake: [high] }))).toMatchObject(scores);
    expect(findBroken(readings({ ...whole, fake: [none] }))).toMatchObject({ ...scores, player: 'generator' });
    expect(findBroken(readings({ ...whole, generator: [high] }))).toMatchObject(scores);
    expect(findBroken(readings({ ...whole, generator: [none] }))).toMatchObject({ ...scores, player: 'generator' });
  });
});
