import { describe, expect, it } from 'vitest';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { measuredCharts } from '../../../../renderer/src/run/charts/measured.ts';

const made = (step: number, values: CheckpointEvaluation['values']): CheckpointEvaluation => ({
  ...{ id: 'checkpoint', step, epoch: step / 10, average: false, samples: 500, seconds: 1 },
  values,
});

describe('the charts of measured checkpoints', () => {
  const all = [
    made(10, { kid: 0.5, kidSd: 0.1, classes: null }),
    made(20, { kid: 0.25, kidSd: 0.05, classes: null, grain: 2 }),
  ];

  it('are one for each number that applies, in the order of the registry, a spread around its number', () => {
    expect(measuredCharts([], 'epoch')).toEqual([]);
    const charts = measuredCharts(all, 'epoch');
    expect(charts.map(({ id }) => id)).toEqual(['kid', 'grain']);
    const [kid, grain] = charts;
    expect([...kid!.metrics.low.value]).toEqual([0.4, 0.2]);
    expect([...kid!.metrics.high.value]).toEqual([0.6, 0.3]);
    expect(kid?.plan.unit).toBe('lower is better, with its standard deviation');
    expect(kid?.newest).toBe(0.25);
    expect(grain?.plan.unit).toBe('of the data’s, 1 is best');
    expect([...grain!.places]).toEqual([2]);
  });

  it('lie where the run counts', () => {
    expect([...measuredCharts(all, 'step')[0]!.places]).toEqual([10, 20]);
  });
});
