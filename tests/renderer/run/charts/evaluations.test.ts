import { describe, expect, it } from 'vitest';
import type { Evaluation } from '@shared/evaluations.ts';
import { evaluationCharts } from '../../../../renderer/src/run/charts/evaluations.ts';

const made = (step: number, value: number): Evaluation => ({
  ...{ id: 'sliced-wasserstein', step, epoch: step / 10 },
  ...{ value, seconds: 1 },
});

describe('the charts of evaluations', () => {
  it('are there for what was measured, each value where it lies on the axis', () => {
    expect(evaluationCharts([], 'epoch')).toEqual([]);
    const all = [made(10, 30), made(30, 20)];
    const [chart, ...more] = evaluationCharts(all, 'epoch');
    expect(more).toEqual([]);
    expect(chart?.plan).toMatchObject({ title: 'Distance to the images', unit: 'grey levels, lower is better' });
    expect([...chart!.places]).toEqual([1, 3]);
    expect([...chart!.metrics.columns.value]).toEqual([30, 20]);
    expect(chart!.metrics.newest.value).toBe(20);
    expect([...evaluationCharts(all, 'step')[0]!.places]).toEqual([10, 30]);
  });
});
