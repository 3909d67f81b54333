import { describe, expect, it } from 'vitest';
import { figure, percentFigure, rate } from '@shared/figure.ts';

describe('figure', () => {
  it.each([
    [965_306_258, '9.7 × 10⁸'],
    [-1_851_000, '−1.9 × 10⁶'],
    [999_999.4, '999,999'],
    [999_999.6, '1.0 × 10⁶'],
    [12_345.6, '12,346'],
    [999.996, '1,000'],
    [999.99, '999.99'],
    [1.234, '1.23'],
    [-0.5, '−0.50'],
    [0.0999, '0.10'],
    [0.0123, '0.012'],
    [0.000_12, '0.00012'],
    [0.000_000_22, '2.2 × 10⁻⁷'],
    [0, '0.00'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
    [null, '–'],
  ])('writes %d as %s', (value, words) => {
    expect(figure(value)).toBe(words);
  });
});

describe('percentFigure', () => {
  it.each([
    [0.7213, '72 %'],
    [1, '100 %'],
    [Number.NaN, '–'],
    [null, '–'],
  ])('%s is %s', (share, text) => expect(percentFigure(share)).toBe(text));
});

it('a rate below ten has two digits, a larger one is whole', () => {
  expect([0.1324, 7.2, 9.96, 5639.4].map(rate)).toEqual(['0.13', '7.2', '10', '5,639']);
});
