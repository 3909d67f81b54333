/** The smallest batch a run may have. */
const LEAST_BATCH = 2;
/** Batches of this size and more are tried in multiples of eight, which people choose and devices like. */
const ROUND_FROM = 16;
const EIGHT = 8;
/** What is found is at most by this share smaller than the largest that fits. */
const SHARE = 1 / 8;
/** What the setting takes. */
const MOST_MICROBATCHES = 256;

/** Whether training fits the memory, found by trying. */
export type Fits<Size> = (size: Size) => Promise<boolean>;

/** Between two sizes, on a multiple of eight where there is one. */
function between(low: number, high: number): number {
  const middle = Math.floor((low + high) / 2);
  const even = middle - (middle % EIGHT);
  return middle >= ROUND_FROM && even > low ? even : middle;
}

/**
 * The largest batch that fits, by halving until one does and then closing in.
 * @param failing a batch that does not fit
 * @returns null where none does
 */
export async function largestBatch(failing: number, fits: Fits<number>): Promise<number | null> {
  let high = failing;
  let low = Math.max(LEAST_BATCH, between(0, high));
  if (low >= high) return null;
  while (!(await fits(low))) {
    if (low === LEAST_BATCH) return null;
    high = low;
    low = Math.max(LEAST_BATCH, between(0, high));
  }
  while (high - low > Math.max(1, low * SHARE)) {
    const middle = between(low, high);
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * In how few microbatches the batch fits.
 * @param largest the largest batch that fits whole
 * @returns null where it does not fit in any number of them
 */
export async function fewestMicrobatches(batch: number, largest: number, fits: Fits<number>): Promise<number | null> {
  const most = Math.min(MOST_MICROBATCHES, Math.floor(batch / LEAST_BATCH));
  for (let count = Math.min(most, Math.ceil(batch / largest)); ; count = Math.min(most, count * 2)) {
    if (await fits(count)) return count;
    if (count === most) return null;
  }
}
