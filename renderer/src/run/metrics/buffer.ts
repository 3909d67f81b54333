import { METRIC_NAMES, type MetricColumns, type MetricName } from '@shared/run.ts';

/** Logged steps as columns of equal length; `NaN` where a number was not one. */
export interface MetricsView {
  readonly length: number;
  readonly columns: Readonly<Record<MetricName, Float64Array>>;
}

const FIRST_CAPACITY = 4096;

function columnsOf(make: (name: MetricName) => Float64Array): Record<MetricName, Float64Array> {
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, make(name)])) as Record<MetricName, Float64Array>;
}

export const EMPTY_METRICS: MetricsView = { length: 0, columns: columnsOf(() => new Float64Array(0)) };

/**
 * Metrics of a run as growing typed arrays. Appending costs amortised O(rows); a view shares memory with
 * the buffer, and stays right while rows are only added after it.
 */
export class MetricsBuffer {
  #capacity = 0;
  #length = 0;
  #columns = EMPTY_METRICS.columns;

  /** The newest step held; -1 when there is none. */
  get lastStep(): number {
    return this.#columns.step[this.#length - 1] ?? -1;
  }

  /**
   * Adds rows. Rows of a run that went on from an earlier checkpoint replace those of the same steps: what
   * was logged from there on is no longer what the run did.
   */
  append(columns: MetricColumns): void {
    const added = columns.step.length;
    const first = columns.step[0];
    if (first === undefined) return;
    if (first <= this.lastStep) this.#replaceFrom(first);
    this.#reserve(this.#length + added);
    for (const name of METRIC_NAMES) {
      const target = this.#columns[name];
      const source = columns[name];
      // A number JSON cannot hold (NaN, infinity) arrives as null.
      for (let row = 0; row < added; row++) target[this.#length + row] = Number(source[row] ?? Number.NaN);
    }
    this.#length += added;
  }

  clear(): void {
    this.#length = 0;
    this.#capacity = 0;
    this.#columns = EMPTY_METRICS.columns;
  }

  view(): MetricsView {
    const length = this.#length;
    return { length, columns: columnsOf((name) => this.#columns[name].subarray(0, length)) };
  }

  #replaceFrom(step: number): void {
    this.#length = firstIndexAtLeast(this.#columns.step, this.#length, step);
    // Views already handed out keep the old memory.
    this.#columns = columnsOf((name) => this.#columns[name].slice());
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    let capacity = Math.max(this.#capacity, FIRST_CAPACITY);
    while (capacity < rows) capacity *= 2;
    const old = this.#columns;
    this.#columns = columnsOf((name) => {
      const grown = new Float64Array(capacity);
      grown.set(old[name].subarray(0, this.#length));
      return grown;
    });
    this.#capacity = capacity;
  }
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
