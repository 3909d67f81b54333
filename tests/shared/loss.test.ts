import { describe, expect, test } from 'vitest';
import { GENERATOR_GOALS, isCritic, LOSS_KINDS, LOSSES, lossOf } from '@shared/loss/index.ts';
import { PENALTIES, penaltiesOf, PENALTY_CHOICES, PENALTY_KINDS, penaltyTitle } from '@shared/penalty/index.ts';

/** Plain targets: 1 for real and 0 for fake. */
const [ONE, ZERO] = [
  { mean: 1, variance: 0 },
  { mean: 0, variance: 0 },
];

describe.each(LOSS_KINDS)('what is known of the loss %s', (kind) => {
  const loss = LOSSES[kind];

  test('holds together', () => {
    expect(lossOf({ 'loss.kind': kind })).toBe(loss);
    expect(loss.words).toMatch(/^[A-Z].*\.$/);
    expect(loss.source).toMatch(/\d{4}/);
    // A critic gives no verdict, so it is no probability, and being ahead is its task.
    if (isCritic(loss)) expect([loss.score, loss.ahead, loss.even]).toEqual(['score', null, null]);
    else expect(loss.ahead?.('non-saturating')).toMatch(/\.$/);
    // Between two images it says which is real, of one nothing: neither a verdict nor a target.
    if (loss.pairs) expect([loss.middle, loss.score, loss.targets]).toEqual([null, 'score', false]);
    // An axis from zero reaches somewhere.
    const least = [loss.least.discriminator, ...GENERATOR_GOALS.map((goal) => loss.least.generator(goal))];
    if (least.every((value) => value === 0)) expect(loss.reaches).toBeGreaterThan(0);
  });

  test('has goals for G exactly where they differ', () => {
    const [first, second] = GENERATOR_GOALS.map((goal) => loss.ahead?.(goal) ?? null);
    expect(first !== second).toBe(loss.goals);
  });

  test('has an even duel that is a number and no less than its least', () => {
    if (loss.even) expect(loss.even(ONE!, ZERO!)).toBeGreaterThan(loss.least.discriminator ?? Number.POSITIVE_INFINITY);
  });
});

describe('gradient penalties', () => {
  test.each(PENALTY_KINDS)('%s has words, a source and a choice of its own', (kind) => {
    const { title, words, source } = PENALTIES[kind];
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(source).toMatch(/\d{4}/);
    expect(penaltyTitle(kind)).toBe(title);
    expect(penaltiesOf({ 'penalty.kind': kind, 'penalty.weight': 3, 'penalty.every': 2 })).toMatchObject([
      { kind, weight: 3, every: 2 },
    ]);
  });

  test.each(PENALTY_CHOICES)('%s without weight is none', (choice) => {
    expect(penaltiesOf({ 'penalty.kind': choice, 'penalty.weight': 0, 'penalty.every': 1 })).toEqual([]);
    expect(penaltiesOf({ 'penalty.kind': 'none', 'penalty.weight': 10, 'penalty.every': 1 })).toEqual([]);
  });
});
