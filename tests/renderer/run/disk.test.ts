import { describe, expect, it } from 'vitest';
import { partsOf, policyWords, rankWords } from '../../../renderer/src/run/tabs/disk.ts';
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
    const words = (step: number): string => rankWords({ step }, { newest: 30, best: 20 });
    expect([10, 20, 30].map(words)).toEqual(['', ', the best', ', the newest']);
    expect(rankWords({ step: 30 }, { newest: 30, best: 30 })).toBe(', the best, the newest');
    expect(rankWords({ step: 10 }, { newest: 30, best: null })).toBe('');
  });

  it('says what becomes of older checkpoints', () => {
    expect(policyWords(recordOf())).toMatch(/every checkpoint/);
    expect(policyWords(recordOf({ 'checkpoint.keep': 'newest' }))).toMatch(/two newest .* pin/);
    expect(policyWords(recordOf({ 'checkpoint.keep': 'best' }))).toMatch(/the best .*two newest .* pin/);
    expect(policyWords(recordOf({ 'checkpoint.keep': 'every', 'checkpoint.keepEvery': 2000 }))).toMatch(/2,000 steps/);
  });
});
