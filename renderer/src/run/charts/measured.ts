import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { MEASURED, MEASURED_IDS, type MeasuredId, type MeasuredKind } from '@shared/measured.ts';
import type { MetricsView } from '@shared/metrics/buffer.ts';
import type { ChartPlan } from '../../charts/chart.ts';
import type { Unit } from '../../metrics/unit.ts';

/** A number that the run's checkpoints were measured by, over its epochs. */
export interface MeasuredChart {
  id: MeasuredId;
  title: string;
  explained: string;
  plan: ChartPlan<'value'>;
  metrics: MetricsView<'value'>;
  /** Where each value lies on the x axis. */
  places: Float64Array;
  newest: number;
}

/** What stands as the spread of another number, and is drawn around it. */
const SPREADS: Partial<Record<MeasuredId, MeasuredId>> = { kid: 'kidSd' };
const SPREAD_IDS = Object.values(SPREADS);
const BETTER = { lower: 'lower is better', higher: 'higher is better', one: '1 is best' } as const;
const BAND_SHARE = 0.22;

const planOf = (id: MeasuredId, spread: boolean): ChartPlan<'value'> => {
  const { title, unit, better, label, words, player = 'generator' }: MeasuredKind = MEASURED[id];
  return {
    title,
    unit: [unit, BETTER[better], ...(spread ? ['with its standard deviation'] : [])].filter(Boolean).join(', '),
    series: [
      {
        metric: 'value',
        player,
        label,
        words,
        dashed: false,
        bandShare: spread ? BAND_SHARE : 0,
      },
    ],
    range: { kind: 'free', including: [] },
    reference: null,
    format: 'number',
    minor: false,
    single: true,
  };
};

/** One for each number that applies to the run, in the registry's order. @param measured in the order of the steps */
export function measuredCharts(measured: readonly CheckpointEvaluation[], unit: Unit): MeasuredChart[] {
  return MEASURED_IDS.filter((id) => !SPREAD_IDS.includes(id)).flatMap((id) => {
    const spreadId = SPREADS[id];
    const made = measured.flatMap(({ values, ...one }) => {
      const value = values[id] ?? null;
      return value === null ? [] : [{ ...one, value, spread: (spreadId && values[spreadId]) ?? 0 }];
    });
    const newest = made.at(-1);
    if (!newest) return [];
    const of = (pick: (one: (typeof made)[number]) => number): Float64Array => Float64Array.from(made, pick);
    const value = of((one) => one.value);
    const { title, explained } = MEASURED[id];
    return [
      {
        id,
        title,
        explained,
        plan: planOf(id, spreadId !== undefined),
        metrics: {
          length: made.length,
          columns: { step: of(({ step }) => step), value },
          low: { value: of((one) => one.value - one.spread) },
          high: { value: of((one) => one.value + one.spread) },
          rows: new Float64Array(made.length).fill(1),
          newest: { value: newest.value },
        },
        places: of((one) => one[unit]),
        newest: newest.value,
      },
    ];
  });
}
