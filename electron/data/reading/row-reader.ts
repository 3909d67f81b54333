import { closeSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { asForgerError, openFileSync } from '../../store/files/index.ts';
import workerText from './rows-worker.js?raw';

/** What a lane's word of the shared states may be; rows-worker.js has the same numbers. */
const READING = 0;
const READ = 1;

/** Where the thread is silent for longer, it may be gone, and all is read here from then on. */
const PATIENCE_MS = 10_000;

export interface RowFile {
  path: string;
  rowBytes: number;
  /** Which rows of the file are meant by 0, 1, …; null where they are the file's own. */
  rows: Uint32Array | null;
  /** What to say when the file ends too early. */
  cutOff(): Error;
}

/**
 * Reads rows of a file, wherever they lie, in memory that does not grow with the file. Lanes are filled by a thread of
 * their own, because a training step blocks this one.
 */
export class RowReader {
  readonly #file: number;
  #lanes: RowLanes | null = null;

  /** @throws the system's own error when it cannot be opened */
  constructor(readonly source: RowFile) {
    this.#file = openFileSync(source.path);
  }

  /** @throws {ForgerError} `damaged` where the file is cut off, … */
  read(rows: Uint32Array): Uint8Array {
    const { rowBytes } = this.source;
    const out = new Uint8Array(rows.length * rowBytes);
    for (const [place, row] of rows.entries())
      this.#readRow(row, out.subarray(place * rowBytes, (place + 1) * rowBytes));
    return out;
  }

  /** The row of the file that a row is. */
  place(row: number): number {
    const { rows } = this.source;
    return rows ? (rows[row] ?? 0) : row;
  }

  #readRow(row: number, out: Uint8Array): void {
    const from = this.place(row) * this.source.rowBytes;
    for (let done = 0; done < out.length;) {
      const read = this.#readAt(out, done, from + done);
      if (read === 0) throw this.source.cutOff();
      done += read;
    }
  }

  #readAt(out: Uint8Array, done: number, position: number): number {
    try {
      return readSync(this.#file, out, done, out.length - done, position);
    } catch (error) {
      throw asForgerError(error);
    }
  }

  /** @param rows that a lane holds at most. Asked for once. */
  lanes(count: number, rows: number, patience: number = PATIENCE_MS): RowLanes {
    if (this.#lanes) throw new Error('The lanes of this file were given out already.');
    this.#lanes = new RowLanes(this, this.#file, { count, rows, patience });
    return this.#lanes;
  }

  async close(): Promise<void> {
    // The thread reads from the file: it goes first.
    await this.#lanes?.end();
    closeSync(this.#file);
  }
}

/** Rows on their way into shared memory; see engine/training/pixel-reader.ts for what the lanes are for. */
class RowLanes {
  readonly #worker: Worker;
  readonly #laneBytes: number;
  readonly #pixels: SharedArrayBuffer;
  readonly #states: Int32Array;
  /** What each lane reads, by lane. */
  readonly #wanted = new Map<number, Uint32Array>();
  #silent = false;

  constructor(
    readonly reader: RowReader,
    file: number,
    readonly options: { count: number; rows: number; patience: number },
  ) {
    const { count, rows } = options;
    const { rowBytes } = reader.source;
    this.#laneBytes = rows * rowBytes;
    this.#pixels = new SharedArrayBuffer(count * this.#laneBytes);
    this.#states = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
    this.#states.fill(READ);
    this.#worker = new Worker(workerText, {
      eval: true,
      execArgv: [],
      workerData: {
        file,
        rowBytes,
        laneBytes: this.#laneBytes,
        pixels: this.#pixels,
        states: this.#states.buffer,
      },
    });
    // A thread that breaks is noticed by its silence, and a process does not stay for it.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
  }

  start(lane: number, rows: Uint32Array): void {
    // A copy: what it is a view of may be large.
    const wanted = rows.slice();
    this.#wanted.set(lane, wanted);
    if (this.#silent) return;
    Atomics.store(this.#states, lane, READING);
    this.#worker.postMessage({ lane, rows: wanted.map((row) => this.reader.place(row)) });
  }

  take(lane: number): Uint8Array {
    const wanted = this.#wanted.get(lane);
    if (!wanted) throw new Error(`Nothing is read into lane ${lane}.`);
    this.#wanted.delete(lane);
    if (!this.#arrived(lane)) return this.reader.read(wanted);
    return new Uint8Array(this.#pixels, lane * this.#laneBytes, wanted.length * this.reader.source.rowBytes);
  }

  idle(): void {
    for (const lane of this.#wanted.keys()) this.#arrived(lane);
    this.#wanted.clear();
  }

  /** Waits for a lane. @returns whether what it should hold is there */
  #arrived(lane: number): boolean {
    if (this.#silent) return false;
    this.#silent = Atomics.wait(this.#states, lane, READING, this.options.patience) === 'timed-out';
    return !this.#silent && Atomics.load(this.#states, lane) === READ;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
