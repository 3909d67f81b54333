import { CHARTED, chartedValue, type ChartedMetric, type MetricBuckets } from '../metric-buckets.ts';
import { METRIC_NAMES, type MetricColumns, type MetricRow } from '../run.ts';

type Columns<Name extends string> = Readonly<Record<Name, Float64Array>>;

/**
 * Logged steps as columns of equal length, in pieces of some rows each; a short run has pieces of one row.
 * `NaN` where a number was not one.
 */
export interface MetricsView<Name extends string = ChartedMetric> {
  /** Pieces. */
  readonly length: number;
  /** Of each piece the mean; of step, epoch and elapsed seconds what its last row says. */
  readonly columns: Columns<Name | 'step'>;
  /** Least and greatest value of each piece. */
  readonly low: Columns<Name>;
  readonly high: Columns<Name>;
  /** How many rows each piece holds. */
  readonly rows: Float64Array;
  /** What each metric was in the last step that logged a number of it. */
  readonly newest: Readonly<Record<Name, number>>;
}

/** What is asked of a whole run: about one piece a pixel. */
export const OVERVIEW_PIECES = 1024;
/** More pieces than this are joined two by two, so that memory stays bounded however long a run goes. */
export const MOST_PIECES = 2 * OVERVIEW_PIECES;

/** Metrics that only grow: of a piece its last row says where it ends. */
const GROWING = ['epoch', 'elapsed'] as const;

const columnsOf = <Name extends string>(names: readonly Name[], make: (name: Name) => Float64Array): Columns<Name> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Float64Array>;

const NOTHING = Object.fromEntries(CHARTED.map((name) => [name, Number.NaN])) as Record<ChartedMetric, number>;

const NONE = Object.fromEntries(CHARTED.map((name) => [name, 0])) as Record<ChartedMetric, number>;

const least = (a: number, b: number): number => (Number.isNaN(a) || b < a ? b : a);
const greatest = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a);

/** Metrics of a run as typed arrays of at most {@link MOST_PIECES} pieces, whatever is added. */
export class MetricsBuffer {
  #length = 0;
  /** Rows a piece takes before the next begins. */
  #full = 1;
  #step = new Float64Array(0);
  #rows = new Float64Array(0);
  #low = columnsOf(CHARTED, () => new Float64Array(0));
  #high = this.#low;
  #mean = this.#low;
  #newest = NOTHING;
  /** Rows of the last piece that had a number, of each metric. */
  #numbers = NONE;

  /** The newest step held; -1 when there is none. */
  get lastStep(): number {
    return this.#step[this.#length - 1] ?? -1;
  }

  /**
   * Takes pieces in place of all it had.
   * @param buckets at most {@link MOST_PIECES}
   * @param end the last step alone; where it is left out, what the last piece says stands for it
   */
  load({ last, rows, metrics }: MetricBuckets, end: Pick<MetricBuckets, 'metrics'> = { metrics }): void {
    this.clear();
    if (last.length === 0) return;
    this.#allocate();
    this.#length = Math.min(last.length, MOST_PIECES);
    this.#full = Math.ceil(rows.reduce((sum, count) => sum + count, 0) / this.#length);
    this.#step.set(last);
    this.#rows.set(rows);
    for (const name of CHARTED) {
      this.#low[name].set(metrics[name].min);
      this.#high[name].set(metrics[name].max);
      this.#mean[name].set(metrics[name].mean);
    }
    this.#newest = { ...NOTHING };
    this.#numbers = { ...NONE };
    const inLast = rows.at(-1) ?? 0;
    for (const name of CHARTED) this.#numbers[name] = Number.isFinite(this.#mean[name][this.#length - 1]) ? inLast : 0;
    for (const name of CHARTED)
      this.#newest[name] =
        [end, { metrics }].map((given) => given.metrics[name].mean.findLast(Number.isFinite)).find(Number.isFinite) ??
        Number.NaN;
  }

  /** Adds rows of later steps. */
  append(columns: MetricColumns): void {
    const row = {} as MetricRow;
    for (const at of columns.step.keys()) {
      // A number JSON cannot hold (NaN, infinity) arrives as null.
      for (const name of METRIC_NAMES) row[name] = Number(columns[name][at] ?? Number.NaN);
      this.#add(row);
    }
  }

  clear(): void {
    this.#length = 0;
    this.#full = 1;
    this.#newest = NOTHING;
    // Views already handed out keep the old memory.
    this.#step = new Float64Array(0);
  }

  view(): MetricsView {
    const cut = (values: Float64Array): Float64Array => values.subarray(0, this.#length);
    const of = (all: Columns<ChartedMetric>): Columns<ChartedMetric> => columnsOf(CHARTED, (name) => cut(all[name]));
    const high = of(this.#high);
    const growing = columnsOf(GROWING, (name) => high[name]);
    return {
      length: this.#length,
      columns: { ...of(this.#mean), ...growing, step: cut(this.#step) },
      low: of(this.#low),
      high,
      rows: cut(this.#rows),
      newest: this.#newest,
    };
  }

  #allocate(): void {
    if (this.#step.length > 0) return;
    this.#step = new Float64Array(MOST_PIECES);
    this.#rows = new Float64Array(MOST_PIECES);
    this.#low = columnsOf(CHARTED, () => new Float64Array(MOST_PIECES));
    this.#high = columnsOf(CHARTED, () => new Float64Array(MOST_PIECES));
    this.#mean = columnsOf(CHARTED, () => new Float64Array(MOST_PIECES));
  }

  #add(row: MetricRow): void {
    this.#allocate();
    if (this.#length === 0 || (this.#rows[this.#length - 1] ?? 0) >= this.#full) {
      if (this.#length === MOST_PIECES) this.#halve();
      this.#begin();
    }
    const at = this.#length - 1;
    this.#step[at] = row.step;
    this.#newest = { ...this.#newest };
    for (const name of CHARTED) {
      const value = chartedValue(row, name);
      if (!Number.isFinite(value)) continue;
      this.#newest[name] = value;
      this.#join(at, name, value, value, value, 1 / (this.#numbers[name] += 1));
    }
    this.#rows[at] = (this.#rows[at] ?? 0) + 1;
  }

  #begin(): void {
    const at = this.#length;
    this.#rows[at] = 0;
    this.#numbers = { ...NONE };
    for (const name of CHARTED) this.#low[name][at] = this.#high[name][at] = this.#mean[name][at] = Number.NaN;
    this.#length += 1;
  }

  /** Takes values into a piece. @param share of the piece's mean that they then have */
  #join(at: number, name: ChartedMetric, low: number, high: number, mean: number, share: number): void {
    if (!Number.isFinite(mean)) return;
    const [lows, highs, means] = [this.#low[name], this.#high[name], this.#mean[name]];
    const known = means[at] ?? Number.NaN;
    lows[at] = least(lows[at] ?? Number.NaN, low);
    highs[at] = greatest(highs[at] ?? Number.NaN, high);
    means[at] = Number.isNaN(known) ? mean : known + (mean - known) * share;
  }

  /** Joins pieces two by two. */
  #halve(): void {
    const [step, rows, low, high, mean] = [this.#step, this.#rows, this.#low, this.#high, this.#mean];
    const [full, newest] = [2 * this.#full, this.#newest];
    this.clear();
    this.#allocate();
    this.#full = full;
    this.#newest = newest;
    for (let from = 0; from < MOST_PIECES; from += 2) {
      const at = from / 2;
      this.#begin();
      for (const piece of [from, from + 1]) {
        const count = rows[piece] ?? 0;
        const all = (this.#rows[at] ?? 0) + count;
        for (const name of CHARTED)
          // Of two pieces it is not known how many rows of each had a number: about as many, of all they have.
          this.#join(at, name, low[name][piece] ?? 0, high[name][piece] ?? 0, mean[name][piece] ?? 0, count / all);
        this.#rows[at] = all;
      }
      this.#step[at] = step[from + 1] ?? Number.NaN;
    }
  }
}

export const EMPTY_METRICS: MetricsView = new MetricsBuffer().view();

/** Pieces ready to draw. */
export function viewOf(buckets: MetricBuckets): MetricsView {
  const buffer = new MetricsBuffer();
  buffer.load(buckets);
  return buffer.view();
}

/** Index of the first of `length` ascending values that is `bound` or more; `length` when there is none. */
export function firstIndexAtLeast(values: Float64Array, length: number, bound: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Number.NaN) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
