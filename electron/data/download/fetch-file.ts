import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { ForgerError } from '@shared/contract/errors.ts';
import { writeAll } from '../../store/files/durable.ts';
import { fileChunks, systemCode } from '../../store/files/index.ts';

/** A file that is known before it is fetched. */
export type PinnedFile = {
  name: string;
  bytes: number;
} & ({ sha256: string } | { /** Where nobody has published more. */ md5: string });

export interface FetchOptions {
  signal: AbortSignal;
  /** Bytes of this file on the disk so far; falls back when a download begins anew. */
  onBytes(bytes: number): void;
  /** A connection that brings nothing for so long is given up. */
  stallMs?: number;
}

/** One mirror failed; the next may not. */
class MirrorError extends Error {
  override readonly name = 'MirrorError';
}

const STALL_MS = 30_000;

async function hasContent(path: string, file: PinnedFile): Promise<boolean> {
  const [algorithm, expected] = 'sha256' in file ? ['sha256', file.sha256] : ['md5', file.md5];
  const hash = createHash(algorithm);
  for await (const chunk of fileChunks(path)) hash.update(chunk);
  return hash.digest('hex') === expected;
}

/** Whether a whole file of the right content is there; one of the wrong content is removed. */
async function isVerified(path: string, file: PinnedFile): Promise<boolean> {
  try {
    if (await hasContent(path, file)) return true;
    await rm(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  return false;
}

/** Gives up on the network after a silence, or when cancelled. */
class Patience {
  readonly #stalled = new AbortController();
  readonly #milliseconds: number;
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  constructor(cancel: AbortSignal, milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.signal = AbortSignal.any([cancel, this.#stalled.signal]);
    this.renew();
  }

  renew(): void {
    this.end();
    this.#timer = setTimeout(() => this.#stalled.abort(), this.#milliseconds);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** What the network does wrong is a MirrorError; a cancellation stays what it is. */
async function fromNetwork<Result>(cancel: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    cancel.throwIfAborted();
    throw new MirrorError('The connection failed.', { cause: error });
  }
}

/** Adds to the partial file what it lacks, from one mirror. @throws MirrorError; the disk's own errors. */
async function continuePartial(url: string, partial: string, file: PinnedFile, options: FetchOptions): Promise<void> {
  const { signal, onBytes } = options;
  const patience = new Patience(signal, options.stallMs ?? STALL_MS);
  const output = await open(partial, 'a+');
  try {
    let { size } = await output.stat();
    if (size >= file.bytes) {
      await output.truncate(0);
      size = 0;
    }
    const headers = size > 0 ? { Range: `bytes=${size}-` } : {};
    const response = await fromNetwork(signal, () => fetch(url, { headers, signal: patience.signal }));
    if (!response.ok || !response.body) throw new MirrorError(`It answered ${response.status}.`);
    if (size > 0 && response.status !== 206) {
      await output.truncate(0);
      size = 0;
    }
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await fromNetwork(signal, () => reader.read());
      if (done) break;
      patience.renew();
      size += value.length;
      if (size > file.bytes) throw new MirrorError('It sent more than the file.');
      await writeAll(output, value);
      onBytes(size);
    }
    if (size < file.bytes) throw new MirrorError('The connection ended early.');
    await output.sync();
  } finally {
    patience.end();
    await output.close();
  }
}

/**
 * Fetches a file to `path`, from the first mirror that has it. A download that was cut off goes on where
 * it stopped; nothing bears the file's own name until its hash was verified.
 * @throws ForgerError `offline` when no mirror delivers.
 */
export async function fetchPinned(
  urls: readonly string[],
  path: string,
  file: PinnedFile,
  options: FetchOptions,
): Promise<void> {
  const partial = `${path}.partial`;
  const causes: unknown[] = [];
  for (const url of urls) {
    options.signal.throwIfAborted();
    if (await isVerified(path, file)) return options.onBytes(file.bytes);
    try {
      await continuePartial(url, partial, file, options);
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      causes.push(error);
      continue;
    }
    await rename(partial, path);
    if (await isVerified(path, file)) return;
    causes.push(new MirrorError('It sent a different file.'));
  }
  throw new ForgerError(
    'offline',
    `${file.name} could not be downloaded from any mirror. Check the internet connection and try again, or import the file if you have it.`,
    { cause: new AggregateError(causes) },
  );
}
