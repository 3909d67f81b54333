import type { FileHandle } from 'node:fs/promises';
import { ForgerError } from '@shared/contract/errors.ts';
import { writeAll } from '../../store/files/index.ts';
import { DatasetHash } from '../hash.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';

/** Bytes that are written at once. */
export const BUFFER_BYTES = 1 << 20;

/** Takes pixels as they come and keeps none of them. */
export class PixelWriter {
  readonly #file: FileHandle;
  readonly #imageBytes: number;
  #hash = new DatasetHash();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  #written = 0;

  /** @param imageBytes of one image */
  constructor(file: FileHandle, imageBytes: number) {
    this.#file = file;
    this.#imageBytes = imageBytes;
  }

  get bytes(): number {
    return this.#written + this.#filled;
  }

  /** @param pixels whole images or pieces of them, in order. @throws ForgerError when the data set grows too large. */
  async append(pixels: Uint8Array): Promise<void> {
    if (this.bytes + pixels.length > MAX_DATASET_BYTES) throw tooManyPixels();
    this.#hash.addPixels(pixels);
    if (this.#filled + pixels.length > BUFFER_BYTES) await this.flush();
    if (pixels.length >= BUFFER_BYTES) {
      await writeAll(this.#file, pixels);
      this.#written += pixels.length;
    } else {
      this.#buffer.set(pixels, this.#filled);
      this.#filled += pixels.length;
    }
  }

  async flush(): Promise<void> {
    await writeAll(this.#file, this.#buffer.subarray(0, this.#filled));
    this.#written += this.#filled;
    this.#filled = 0;
  }

  /**
   * Keeps some of the images that were written, and closes up the file over the others. Nothing is appended after it.
   * @param images their numbers, rising
   */
  async keep(images: readonly number[], signal: AbortSignal): Promise<void> {
    await this.flush();
    this.#hash = new DatasetHash();
    const atOnce = Math.max(1, Math.floor(BUFFER_BYTES / this.#imageBytes));
    this.#written = 0;
    for (const [from, count] of runsOf(images, atOnce)) {
      signal.throwIfAborted();
      const bytes = new Uint8Array(count * this.#imageBytes);
      await readAll(this.#file, bytes, from * this.#imageBytes);
      this.#hash.addPixels(bytes);
      // Never past what is still to be read.
      await writeAllAt(this.#file, bytes, this.#written);
      this.#written += bytes.length;
    }
    await this.#file.truncate(this.#written);
  }

  /** The hash of what was written; it can be asked for once. */
  finish(...facts: Parameters<DatasetHash['finish']>): string {
    return this.#hash.finish(...facts);
  }
}

/** Neighbours among rising numbers: the first of each run and how many there are, at most so many. */
function* runsOf(numbers: readonly number[], most: number): Generator<[number, number]> {
  let [from, count] = [0, 0];
  for (const number of numbers) {
    if (count > 0 && (number !== from + count || count === most)) {
      yield [from, count];
      count = 0;
    }
    if (count === 0) from = number;
    count += 1;
  }
  if (count > 0) yield [from, count];
}

async function readAll(file: FileHandle, bytes: Uint8Array, place: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, place + done);
    if (bytesRead === 0) throw new Error('Pixels that were written are not there.');
    done += bytesRead;
  }
}

const writeAllAt = (file: FileHandle, bytes: Uint8Array, place: number): Promise<void> =>
  writeAll(
    { write: (all: Uint8Array, done: number, length: number) => file.write(all, done, length, place + done) } as Pick<
      FileHandle,
      'write'
    >,
    bytes,
  );

export const tooManyPixels = (): ForgerError =>
  new ForgerError(
    'invalid-request',
    `These are more images than a data set may hold (${MAX_DATASET_BYTES / 2 ** 30} GiB): choose a smaller size, or fewer images.`,
  );
