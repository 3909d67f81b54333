import { call } from '../../lib/bridge.ts';
import { act } from '../../lib/act.ts';
import { viewOf, type MetricsView } from '@shared/metrics/buffer.ts';
import type { Span } from '../../metrics/decimate.ts';
import type { RunModel } from '../run-model.svelte.ts';

/** More pieces than a chart has pixels on most screens. */
const PIECES = 1024;
/** A chart shows so many steps at least. */
const LEAST_STEPS = 10;

/** The stretch of a run that its charts show; the whole run where none was chosen. */
export class ChartZoom {
  /** On the x axis; null for the whole run. */
  span = $state.raw<Span | null>(null);
  #view = $state.raw<MetricsView | null>(null);
  #asked = 0;
  readonly #model: RunModel;

  constructor(model: RunModel) {
    this.#model = model;
  }

  /** What the charts draw: the overview until the pieces of the stretch are here. */
  readonly metrics: MetricsView = $derived.by(() => this.#view ?? this.#model.metrics);

  /** Shows a stretch of the x axis, and asks for it in finer pieces. */
  async show(span: Span): Promise<void> {
    const { reached, unit, stepsPerEpoch } = this.#model;
    const perUnit = unit === 'step' ? 1 : stepsPerEpoch;
    const least = LEAST_STEPS / perUnit;
    const from = Math.max(0, Math.min(span.from, reached - least));
    const to = Math.min(reached, Math.max(span.to, from + least));
    if (from <= 0 && to >= reached) return this.whole();
    this.span = { from, to };
    const asked = (this.#asked += 1);
    const steps = { from: Math.max(0, Math.floor(from * perUnit)), to: Math.ceil(to * perUnit) };
    const buckets = await act(() => call('runs.buckets', { id: this.#model.id, ...steps, buckets: PIECES }));
    if (buckets && asked === this.#asked) this.#view = viewOf(buckets);
  }

  whole(): void {
    this.#asked += 1;
    this.span = null;
    this.#view = null;
  }

  /** Shows a part of what is shown, or more of the run, around a place. @param factor of the width, 0.5 for twice as near */
  by(factor: number, around: number): void {
    const { from, to } = this.span ?? { from: 0, to: this.#model.reached };
    const half = ((to - from) * factor) / 2;
    const middle = Math.max(half, Math.min(around, this.#model.reached - half));
    void this.show({ from: middle - half, to: middle + half });
  }
}
