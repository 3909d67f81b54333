import { tick } from 'svelte';
import { bestStep } from '@shared/checkpoint-policy.ts';
import type { RunDetail } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunState, RunSummary } from '@shared/run.ts';
import { call, listen, sentence } from '../lib/bridge.ts';
import { nextPaint } from '../lib/paint.ts';
import { runs } from '../lib/runs.svelte.ts';
import { EMPTY_METRICS, MetricsBuffer, OVERVIEW_PIECES, type MetricsView } from '@shared/metrics/buffer.ts';
import { endOf, placeOf, unitOf, type Unit } from '../metrics/unit.ts';
import { momentsOf, type Moment } from '../samples/moments.ts';

/** Drawing takes a processor from training, and where there are few, all of them wait for it: it gets this share of one. */
const DRAWING_SHARE = 0.02;
/** The engine tells of what it logged four times a second; of a burst of other news, each is not drawn by itself. */
const LEAST_PAUSE_MS = 100;
/** Nobody should think that it stands still. */
const LONGEST_PAUSE_MS = 2000;
/** Drawings that the pause goes by. */
const DRAWINGS = 3;

/** How much of a run is asked for anew: what was logged, or everything. */
type Asked = 'metrics' | 'all';

/** The new details, with the very parts of the old ones that are equal: what is made of those need not be made again. */
function keeping(old: RunDetail | null, fresh: RunDetail): RunDetail {
  if (!old) return fresh;
  const parts = Object.entries(fresh) as [keyof RunDetail, unknown][];
  return Object.fromEntries(
    parts.map(([name, part]) => [name, JSON.stringify(part) === JSON.stringify(old[name]) ? old[name] : part]),
  ) as unknown as RunDetail;
}

/** The details with the status that the engine writes with the newest row. */
function withStep(detail: RunDetail, { columns, newest: { imagesPerSecond } }: MetricsView): RunDetail {
  const step = columns.step.at(-1) ?? 0;
  if (detail.status.state !== 'training' || step <= detail.status.step) return detail;
  return { ...detail, status: { ...detail.status, step, imagesPerSecond, updatedAt: new Date().toISOString() } };
}

/** A run as the window shows it, kept current while `start` is in force. */
export class RunModel {
  readonly id: string;
  detail = $state.raw<RunDetail | null>(null);
  metrics = $state.raw<MetricsView>(EMPTY_METRICS);
  /** False until the first metrics came, so that charts do not claim that there are none. */
  metricsLoaded = $state(false);
  /** Why the run cannot be shown, in one sentence. */
  problem = $state<string | null>(null);

  readonly #buffer = new MetricsBuffer();
  #offset = 0;
  /** Whether the buffer holds other numbers than {@link metrics}. */
  #unshown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refreshing = false;
  /** What news came of since it was last asked. */
  #news: Asked | null = null;
  /** When something new was shown last. */
  #shownAt = Number.NEGATIVE_INFINITY;
  #ended = false;
  readonly #painted: () => Promise<number>;
  /** What showing something new took the last times, in milliseconds. */
  #drawings: number[] = [];
  readonly #began = performance.now();

  /** @param painted how long the next frame takes, in milliseconds */
  constructor(id: string, painted: () => Promise<number> = nextPaint) {
    this.id = id;
    this.#painted = painted;
  }

  // Parts that stay the same while numbers change, so that what is made of them does too.
  readonly #record = $derived(this.detail?.record);
  readonly #samples = $derived(this.detail?.samples);
  readonly moments: Moment[] = $derived(this.#samples && this.#record ? momentsOf(this.#samples, this.#record) : []);
  readonly #checkpoints = $derived(this.detail?.checkpoints);
  /** Step of the best checkpoint, as far as the run tells. */
  readonly best: number | null = $derived(this.#checkpoints ? bestStep(this.#checkpoints) : null);
  readonly unit: Unit = $derived(this.#record ? unitOf(this.#record) : 'epoch');
  readonly stepsPerEpoch: number = $derived(this.#record?.stepsPerEpoch ?? 1);
  readonly state: RunState = $derived(this.detail?.status.state ?? 'waiting');
  /** True while more may still come. */
  readonly live: boolean = $derived(this.state === 'training' || this.state === 'paused' || this.state === 'waiting');
  /** The newest known step: metrics may be ahead of the status. */
  readonly step: number = $derived(Math.max(this.detail?.status.step ?? 0, this.metrics.columns.step.at(-1) ?? 0));
  /** How far the run has come on the x axis, and how far it goes. */
  readonly reached: number = $derived(this.#record ? placeOf(this.step, this.unit, this.stepsPerEpoch) : 0);
  readonly end: number = $derived(this.#record ? endOf(this.#record) : 1);

  /** Loads the run and follows it; returns the function that ends it. */
  start(): () => void {
    const stops = [
      listen('run.updated', ({ id, what }) => {
        if (id === this.id) this.#hear(what === 'metrics' ? 'metrics' : 'all');
      }),
      listen('runs.changed', (list) => this.#merge(list)),
    ];
    this.#news = 'all';
    this.#schedule(0);
    return () => {
      this.#ended = true;
      clearTimeout(this.#timer);
      stops.forEach((stop) => stop());
    };
  }

  /** Asks for everything new, now. */
  async refresh(): Promise<void> {
    this.#news = 'all';
    await this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#refreshing) return;
    const asked = this.#news;
    this.#news = null;
    this.#refreshing = true;
    try {
      if (asked === 'metrics' && this.detail && this.metricsLoaded) {
        await this.#readMetrics();
        if (!this.#ended) await this.#show(withStep(this.detail, this.#buffer.view()));
        return;
      }
      const detail = await call('runs.get', { id: this.id });
      if (this.#ended) return;
      // Nothing is drawn twice the first time, and a run whose metrics cannot be read is shown without them.
      this.detail ??= detail;
      try {
        await this.#readMetrics();
      } finally {
        if (!this.#ended) await this.#show(detail);
      }
    } catch (error) {
      // A half-written file while a run starts heals itself with the next event; a run that is gone does not.
      if (!this.detail || (error instanceof ForgerError && error.code === 'not-found')) this.problem = sentence(error);
    } finally {
      this.#refreshing = false;
      if (this.#news) this.#schedule(this.#pause());
    }
  }

  #hear(news: Asked): void {
    if (this.#news !== 'all') this.#news = news;
    this.#schedule(this.#pause());
  }

  /**
   * How long from now until something new is shown again. By the median of the last few: what takes long once, a new tab or pictures that came, is no reason to wait. In the
   * first seconds there is most to see, and drawing has not warmed up.
   */
  #pause(): number {
    const drawing = this.#drawings.toSorted((a, b) => a - b)[this.#drawings.length >> 1] ?? 0;
    const longest = Math.min(LONGEST_PAUSE_MS, (performance.now() - this.#began) / 4);
    const pause = Math.max(LEAST_PAUSE_MS, Math.min(drawing / DRAWING_SHARE, longest));
    return Math.max(0, this.#shownAt + pause - performance.now());
  }

  /** All that is new at once, so that it is drawn once. */
  async #show(detail: RunDetail): Promise<void> {
    const first = !this.metricsLoaded;
    const started = performance.now();
    this.#shownAt = started;
    this.detail = keeping(this.detail, detail);
    runs.see(this.id, detail.status, detail.starting);
    if (this.#unshown) {
      this.#unshown = false;
      this.metrics = this.#buffer.view();
      this.metricsLoaded = true;
    }
    this.problem = null;
    await tick();
    const drawnMs = performance.now() - started;
    // The first time the whole page is made.
    if (first) return;
    void this.#painted().then((paintedMs) => {
      this.#drawings = [...this.#drawings, drawnMs + paintedMs].slice(-DRAWINGS);
    });
  }

  /** The whole run in pieces at first; afterwards only the rows that were logged since. */
  async #readMetrics(): Promise<void> {
    if (!this.metricsLoaded) return this.#readOverview();
    for (let more = true; more && !this.#ended;) {
      const page = await call('runs.metrics', { id: this.id, offset: this.#offset });
      const [first] = page.columns.step;
      // A run that went on from a checkpoint has cut its file back, and repeats steps.
      if (page.nextOffset < this.#offset || (first !== undefined && first <= this.#buffer.lastStep))
        return this.#readOverview();
      this.#offset = page.nextOffset;
      this.#buffer.append(page.columns);
      this.#unshown ||= first !== undefined;
      ({ more } = page);
    }
  }

  async #readOverview(): Promise<void> {
    const range = { from: 0, to: Number.MAX_SAFE_INTEGER, buckets: OVERVIEW_PIECES };
    const buckets = await call('runs.buckets', { id: this.id, ...range });
    // A piece of many rows does not tell what the last of them was.
    const last = buckets.last.at(-1) ?? 0;
    const alone = (buckets.rows.at(-1) ?? 0) <= 1;
    const end = alone ? buckets : await call('runs.buckets', { id: this.id, from: last, to: last, buckets: 1 });
    this.#offset = buckets.nextOffset;
    this.#buffer.load(buckets, end);
    this.#unshown = true;
  }

  /** Name and status travel with the list of runs, sooner than the details. */
  #merge(list: RunSummary[]): void {
    const row = list.find((candidate) => candidate.id === this.id);
    if (!row || !this.detail) return;
    const { record, status } = this.detail;
    if (row.status.state !== status.state || (row.starting ?? false) !== this.detail.starting) {
      this.#news = 'all';
      this.#schedule(0);
    } else if (row.name !== record.name) this.detail = { ...this.detail, record: { ...record, name: row.name } };
    else if (row.status.step > status.step) this.#hear('metrics');
  }

  #schedule(delay: number): void {
    if (this.#ended) return;
    if (delay > 0 && this.#timer !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, delay);
  }
}
