import { EVALUATION_IDS, EVALUATIONS, type Evaluation, type EvaluationId } from '@shared/evaluations.ts';
import type { ChartPlan } from '../../charts/chart.ts';
import type { MetricsView } from '@shared/metrics/buffer.ts';
import type { Unit } from '../../metrics/unit.ts';

/** A chart of what a run's generator was measured by. */
export interface EvaluationChart {
  id: EvaluationId;
  plan: ChartPlan<'value'>;
  metrics: MetricsView<'value'>;
  /** Where each value lies on the x axis. */
  places: Float64Array;
}

function planOf(id: EvaluationId): ChartPlan<'value'> {
  const { title, unit, label, words, least, better } = EVALUATIONS[id];
  return {
    title,
    unit: `${unit}, ${better} is better`,
    series: [{ metric: 'value', player: 'generator', label, words, dashed: false, bandShare: 0 }],
    range: { kind: 'fromZero', least },
    reference: null,
    format: 'number',
    minor: true,
    single: true,
  };
}

function viewOf(made: readonly Evaluation[]): MetricsView<'value'> {
  const values = Float64Array.from(made, ({ value }) => value);
  return {
    length: made.length,
    columns: { step: Float64Array.from(made, ({ step }) => step), value: values },
    low: { value: values },
    high: { value: values },
    rows: new Float64Array(made.length).fill(1),
    newest: { value: values.at(-1) ?? Number.NaN },
  };
}

/** One for each evaluation that was made, in the registry's order. @param all oldest first */
export const evaluationCharts = (all: readonly Evaluation[], unit: Unit): EvaluationChart[] =>
  EVALUATION_IDS.flatMap((id) => {
    const made = all.filter((evaluation) => evaluation.id === id);
    if (made.length === 0) return [];
    return [{ id, plan: planOf(id), metrics: viewOf(made), places: Float64Array.from(made, (one) => one[unit]) }];
  });
