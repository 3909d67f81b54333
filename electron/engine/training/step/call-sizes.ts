/** A call this long costs no frame of the window, and a pause is heard at once. */
const CALL_MS = 30;
/** Steps in one call at most: each adds its nodes to the graph. */
const MOST = 16;
/** Calls that are timed before it is decided, the first left out: it pays for TensorFlow's own preparations. */
const TIMED = 12;

/**
 * Steps a call, up to `fitting`, with which as many alike in succession take the fewest calls: those left over are made
 * one by one.
 */
export function fewestCalls(alike: number, fitting: number): number {
  if (alike >= fitting * MOST) return fitting;
  const calls = (size: number): number => Math.floor(alike / size) + (alike % size);
  const most = Math.min(alike, fitting);
  const sizes = Array.from({ length: most }, (_, place) => most - place);
  return sizes.reduce((best, size) => (calls(size) < calls(best) ? size : best));
}

/** Finds out how many steps a call had best make, so that the cost of calling does not count. */
export class CallSizes {
  size = 1;
  #times: number[] = [];
  #calls = 0;
  #decided = false;

  /** Notes how long a call of `count` steps took. */
  took(ms: number, count: number): void {
    this.#calls += 1;
    if (this.#times.length < TIMED && count === 1 && this.#calls > 1) this.#times.push(ms);
  }

  /** A larger size than now, once, when enough was timed and as many steps are wanted at once; else 1. */
  better(wanted: number): number {
    if (this.#decided || this.#times.length < TIMED) return 1;
    const median = this.#times.sort((a, b) => a - b)[TIMED >> 1] ?? CALL_MS;
    const fitting = Math.min(MOST, 2 ** Math.floor(Math.log2(CALL_MS / median)));
    if (fitting < 2) this.#decided = true;
    return fitting >= 2 && fitting <= wanted ? fitting : 1;
  }

  set(size: number): void {
    this.size = size;
    this.#decided = true;
  }
}
