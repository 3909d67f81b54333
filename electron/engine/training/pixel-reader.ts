/** Reads images of a data set that is too large for memory. */
export interface PixelReader {
  /** Pixels of these images, one after another; waits for them. @throws {ForgerError} where they cannot be read */
  read(images: Uint32Array): Uint8Array;
  /** Lanes in which batches of up to `images` images are read while other work is done. */
  lanes(count: number, images: number): Lanes;
}

/** Each lane reads one batch at a time. */
export interface Lanes {
  /** Begins to read; the lane must not be in use. */
  start(lane: number, images: Uint32Array): void;
  /** What was begun, in memory that is good until the lane is started again; waits for it. @throws {ForgerError} */
  take(lane: number): Uint8Array;
  /** Waits until nothing is being read any more. */
  idle(): void;
}

/** Batches read ahead take at most so many bytes, unless fewer than {@link FEWEST} then fit. */
const AHEAD_BYTES = 64 * 2 ** 20;
/** Twice the steps that one call makes at most: while it trains, those of the next call are read. */
const MOST = 32;
const FEWEST = 2;

interface BatchReaderOptions {
  /** Batches a step takes. */
  perStep: number;
  /** Images in a batch at most, and the bytes of one. */
  batch: number;
  imageBytes: number;
  /** Numbers of the images of a batch; batches are counted from the run's first. */
  imagesOf(batch: number): Uint32Array;
}

/**
 * Has the batches that come next read while a step trains: which images they show follows from seed and step, so it is
 * known beforehand. What is taken is the same whatever was read ahead.
 */
export class BatchReader {
  readonly #lanes: Lanes;
  readonly #free: number[];
  /** Lanes by the batch they read. */
  readonly #started = new Map<number, number>();
  #next = 0;

  constructor(
    readonly reader: PixelReader,
    readonly options: BatchReaderOptions,
  ) {
    const { perStep, batch, imageBytes } = options;
    const fitting = Math.floor(AHEAD_BYTES / (batch * imageBytes));
    const count = Math.max(FEWEST * perStep, Math.min(MOST * perStep, fitting));
    this.#lanes = reader.lanes(count, batch);
    this.#free = Array.from({ length: count }, (_, lane) => lane);
  }

  /**
   * Hands a batch's pixels, one image after another, to `use`, which must not keep them.
   * @throws {ForgerError} where they cannot be read
   */
  take<Result>(batch: number, use: (pixels: Uint8Array) => Result): Result {
    if (!this.#started.has(batch)) this.#goTo(batch);
    const lane = this.#started.get(batch);
    if (lane === undefined) throw new Error(`Batch ${batch} is not being read.`);
    this.#started.delete(batch);
    try {
      return use(this.#lanes.take(lane));
    } finally {
      this.#free.push(lane);
      this.#fill();
    }
  }

  /** Reads on from another batch: the run begins, or goes on from elsewhere. */
  #goTo(batch: number): void {
    this.#lanes.idle();
    this.#free.push(...this.#started.values());
    this.#started.clear();
    this.#next = batch;
    this.#fill();
  }

  #fill(): void {
    for (let lane = this.#free.pop(); lane !== undefined; lane = this.#free.pop()) {
      this.#lanes.start(lane, this.options.imagesOf(this.#next));
      this.#started.set(this.#next, lane);
      this.#next += 1;
    }
  }
}
