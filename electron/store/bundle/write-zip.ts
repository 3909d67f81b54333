import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { ForgerError } from '@shared/contract/errors.ts';
import { renameDurably, writeAll } from '../files/durable.ts';
import { explained, makeFolder, sweepLeftovers, temporaryBeside } from '../files/index.ts';
import { toSealedJson } from '../json-file.ts';
import { BUNDLE_LIMITS, BUNDLE_MANIFEST, bundlePart, type BundleManifest } from './format.ts';

/** One file on its way into a run file. */
export interface BundleSource {
  /** As {@link bundlePart} knows it. */
  name: string;
  bytes: number;
  /** Gives exactly so many bytes. */
  open(): Readable | Promise<Readable>;
}

export interface WriteZip {
  sources: readonly BundleSource[];
  facts: Omit<BundleManifest, 'files'>;
  /** Every entry carries it, so that the same run makes the same file. */
  date: Date;
  signal: AbortSignal;
  /** Told now and then of the bytes read so far. */
  onBytes(done: number): void;
}

/** The most a zip of these files can take: packing only makes it smaller. */
export const mostBytes = (sources: readonly BundleSource[]): number =>
  sources.reduce((sum, { name, bytes }) => sum + bytes + 2 * Buffer.byteLength(name) + ENTRY_BYTES, END_BYTES);
/** Local header, data descriptor, directory entry with times; and of all, the manifest's line. */
const ENTRY_BYTES = 330;
const END_BYTES = 1024;

/** @throws {ForgerError} `invalid-request` for more than any reader would open */
function checkLimits(sources: readonly BundleSource[]): void {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const large = sources.find(({ name, bytes }) => bytes > (bundlePart(name)?.most ?? 0));
  if (large) throw new ForgerError('invalid-request', `${large.name} of this run is too large for a run file.`);
  if (total > BUNDLE_LIMITS.totalBytes || sources.length >= BUNDLE_LIMITS.entries)
    throw new ForgerError('invalid-request', 'This is more than one run file may hold. Choose fewer checkpoints.');
}

/** A stream's bytes pass; their SHA-256 is known at the end. */
function hashing(onChunk: (bytes: number) => void, onEnd: (sha256: string) => void): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      onChunk(chunk.length);
      done(null, chunk);
    },
    flush(done) {
      onEnd(hash.digest('hex'));
      done();
    },
  });
}

async function writeTo(handle: FileHandle, { sources, facts, date, signal, onBytes }: WriteZip): Promise<void> {
  const zip = new ZipFile();
  // yazl tells of its own errors, and of those of the streams it reads, by an event that its types leave out.
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  const files: BundleManifest['files'] = {};
  let done = 0;
  const options = (name: string) => ({ mtime: date, mode: 0o100644, compress: bundlePart(name)?.packs ?? false });
  for (const { name, bytes, open: openSource } of sources) {
    zip.addReadStreamLazy(name, { ...options(name), size: bytes }, (give) => {
      void Promise.resolve()
        .then(openSource)
        .then((source) => {
          const tap = hashing(
            (count) => onBytes((done += count)),
            (sha256) => (files[name] = { bytes, sha256 }),
          );
          source.on('error', (error) => output.destroy(error));
          give(null, source.pipe(tap));
        })
        .catch((error: unknown) => output.destroy(error as Error));
    });
  }
  // Last, when every hash is known: a file that was cut off has none.
  zip.addReadStreamLazy(BUNDLE_MANIFEST, options(BUNDLE_MANIFEST), (give) =>
    give(null, Readable.from([Buffer.from(toSealedJson({ ...facts, files }))])),
  );
  zip.end();
  const write = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    for await (const piece of pieces) await writeAll(handle, piece);
  };
  await pipeline(output, write, { signal });
}

/**
 * Writes a run file: streamed, and in place as a whole once its bytes outlast a power cut. On failure, and when
 * cancelled, an older file of that name stays and nothing else is left.
 * @returns its size in bytes
 * @throws {ForgerError} `no-space`, …; the signal's reason when cancelled
 */
export async function writeZip(path: string, request: WriteZip): Promise<number> {
  checkLimits(request.sources);
  return explained(async () => {
    await makeFolder(dirname(path));
    await sweepLeftovers(dirname(path));
    const temporary = temporaryBeside(path);
    try {
      const size = await writeNewZip(temporary, request);
      await renameDurably(temporary, path);
      return size;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

async function writeNewZip(path: string, request: WriteZip): Promise<number> {
  const handle = await open(path, 'wx');
  try {
    await writeTo(handle, request);
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
