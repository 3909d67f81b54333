import { describe, expect, it } from 'vitest';
import { chooseRange, momentOf, partsOf, policyWords, rankWords } from '../../../renderer/src/run/tabs/disk.ts';
import { estimateRunSize } from '@shared/run-size.ts';
import { detailOf, recordOf } from './fake-run.ts';

describe('what a run takes', () => {
  it('stands beside what it is expected to take, part by part', () => {
    const record = recordOf();
    const { use } = detailOf('training', 50, record);
    const size = estimateRunSize(record);
    const { parts, expected } = partsOf(record, use);
    expect(expected).toBe(size.total);
    expect(parts).toEqual([
      { label: 'Checkpoints', bytes: use.checkpoints, expected: size.checkpoints },
      { label: 'Samples', bytes: use.samples, expected: size.samples },
      { label: 'Measurements', bytes: use.metrics, expected: size.metrics },
      { label: 'Other files', bytes: use.other, expected: null },
    ]);
  });

  it('is said of the best and the newest checkpoint', () => {
    const words = (step: number): string => rankWords({ step, pending: false }, { newest: 30, best: 20 });
    expect([10, 20, 30].map(words)).toEqual(['', ', the best', ', the newest']);
    expect(rankWords({ step: 30, pending: false }, { newest: 30, best: 30 })).toBe(', the best, the newest');
    expect(rankWords({ step: 10, pending: true }, { newest: 30, best: null })).toBe(', to be measured');
  });

  it('says what becomes of older checkpoints', () => {
    expect(policyWords(recordOf())).toMatch(/every checkpoint/);
    expect(policyWords(recordOf({ 'checkpoint.keep': 'newest' }))).toMatch(/two newest .* pin/);
    expect(policyWords(recordOf({ 'checkpoint.keep': 'best' }))).toMatch(/the best .*two newest .* pin/);
    expect(policyWords(recordOf({ 'checkpoint.keep': 'every', 'checkpoint.keepEvery': 2000 }))).toMatch(/2,000 steps/);
  });
});

describe('the table of checkpoints', () => {
  it('shows what was drawn at a step, or last before it', () => {
    const moments = [0, 100, 200].map((step) => ({
      ...{ file: `step-${step}.png`, average: null, step, at: step },
      ...{ label: `Step ${step}`, name: `step ${step}`, short: String(step) },
    }));
    expect([99, 100, 150, 900].map((step) => momentOf(moments, step)?.step)).toEqual([0, 100, 100, 200]);
    expect(momentOf([], 5)).toBeNull();
  });

  it('chooses a range in either direction', () => {
    expect(chooseRange([4, 3, 2, 1], 3, 1)).toEqual([3, 2, 1]);
    expect(chooseRange([4, 3, 2, 1], 1, 3)).toEqual([3, 2, 1]);
    expect(chooseRange([4, 3], 9, 3)).toEqual([3]);
  });
});
