import { describe, expect, test } from 'vitest';
import { findBroken, judge, softplus } from '../../../electron/engine/metric/judgement.ts';

const judgement = (real: number[], fake: number[], generator: number[]) => ({
  real: Float32Array.from(real),
  fake: Float32Array.from(fake),
  generator: Float32Array.from(generator),
});

describe('what D said, in numbers', () => {
  test('a D that does not know sits at 2 ln 2, or ln 2 as a mean', () => {
    const undecided = judgement([0, 0], [0, 0], [0]);
    expect(judge(undecided, 'sum', 'non-saturating')).toMatchObject({
      dLoss: 2 * Math.LN2,
      gLoss: Math.LN2,
      dReal: 0.5,
      dFake: 0.5,
    });
    expect(judge(undecided, 'mean', 'non-saturating').dLoss).toBeCloseTo(Math.LN2, 12);
    expect(judge(undecided, 'sum', 'minimax').gLoss).toBeCloseTo(-Math.LN2, 12);
  });

  test('an image is called real above one half: a tie counts as fake', () => {
    const { dAccuracyReal, dAccuracyFake } = judge(
      judgement([1, -1, 0, 2], [1, -1, 0, -3], [0]),
      'sum',
      'non-saturating',
    );
    expect(dAccuracyReal).toBe(0.5);
    expect(dAccuracyFake).toBe(0.75);
  });

  test('large logits do not overflow', () => {
    expect(softplus(1000)).toBe(1000);
    expect(softplus(-1000)).toBe(0);
    const { dLossReal, dLossFake, dReal } = judge(judgement([-1000], [1000], [0]), 'sum', 'non-saturating');
    expect([dLossReal, dLossFake, dReal]).toEqual([1000, 1000, 0]);
  });

  test('broken numbers are laid at the right door', () => {
    const whole = judge(judgement([1], [1], [1]), 'sum', 'non-saturating');
    const broken = (real: number, fake: number, generator: number) =>
      findBroken(judge(judgement([real], [fake], [generator]), 'sum', 'non-saturating'));
    expect(findBroken(whole)).toBeNull();
    expect(broken(Number.NaN, Number.NaN, Number.NaN)).toBe('discriminator');
    expect(broken(1, Number.NaN, Number.NaN)).toBe('generator');
    expect(broken(1, 1, Number.POSITIVE_INFINITY)).toBeNull();
    expect(broken(1, 1, Number.NEGATIVE_INFINITY)).toBe('generator');
  });
});
