import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ForgerError } from '@shared/contract/errors.ts';
import { openFile } from '../../store/files/index.ts';
import { MAX_HEADER_BYTES, parseIdxHeader, type IdxHeader } from './header.ts';

/** Bytes and how many there are: a file, or a buffer that was verified before. */
export interface ByteSource {
  size: number;
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface IdxStream {
  header: IdxHeader;
  /** Exactly header.dataBytes bytes, in pieces; throws ForgerError `damaged` where the file holds fewer or more. */
  data: AsyncIterable<Uint8Array>;
}

/** Deflate makes at most 1032 bytes of one; what promises more lies. */
const MAX_INFLATION = 1032;
const CHUNK_BYTES = 1 << 20;
const GZIP_ERRORS = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_STREAM_ERROR']);

const damaged = (what: string, cause?: unknown): ForgerError =>
  new ForgerError('damaged', `The IDX file ${what}.`, { cause });

async function* fromFile(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Inflates as a stream: memory stays at a few chunks however much the file makes of itself. */
async function* inflated(chunks: ByteSource['chunks']): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Uint8Array;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && GZIP_ERRORS.has(code)) throw damaged('is cut off or its compression is damaged', error);
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** Takes the first bytes off, `wanted` of them or all there are. */
async function takeHead(chunks: AsyncIterator<Uint8Array>, wanted: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < wanted) {
    const next = await chunks.next();
    if (next.done) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

async function* exactly(
  promised: number,
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  try {
    for (let chunk: Uint8Array | undefined = first; chunk;) {
      seen += chunk.length;
      if (seen > promised) throw damaged('holds more than its header says');
      if (chunk.length > 0) yield chunk;
      const next: IteratorResult<Uint8Array, unknown> = await rest.next();
      chunk = next.done ? undefined : next.value;
    }
    if (seen < promised) throw damaged('is cut off: it holds less than its header says');
  } finally {
    await rest.return?.();
  }
}

async function* asAsync(chunks: ByteSource['chunks']): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/**
 * Reads an IDX file of unsigned bytes, gzipped or plain (told apart by content). Nothing is set aside
 * before the header's promise was held against the limit and against the size of the file.
 * @param limit the most bytes of data wanted.
 * @throws ForgerError `damaged`
 */
export async function readIdx(source: ByteSource, limit: number): Promise<IdxStream> {
  const raw = asAsync(source.chunks);
  const start = await takeHead(raw, 2);
  const gzipped = start[0] === 0x1f && start[1] === 0x8b;
  const whole = (async function* () {
    yield start;
    yield* raw;
  })();
  const bytes: AsyncGenerator<Uint8Array> = gzipped ? inflated(whole) : whole;
  try {
    const head = await takeHead(bytes, MAX_HEADER_BYTES);
    const header = parseIdxHeader(head, limit);
    const most = gzipped ? source.size * MAX_INFLATION : source.size - header.headerBytes;
    if (header.dataBytes > most) throw damaged('is cut off: it is too small for what its header says');
    return { header, data: exactly(header.dataBytes, head.subarray(header.headerBytes), bytes) };
  } catch (error) {
    await bytes.return(undefined);
    throw error;
  }
}

/** Opens a file for {@link readIdx}, hands the stream to `use` and closes the file whatever happens. */
export async function withIdxFile<Result>(
  path: string,
  limit: number,
  use: (idx: IdxStream) => Promise<Result>,
): Promise<Result> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    return await use(await readIdx({ size, chunks: fromFile(file) }, limit));
  } finally {
    await file.close();
  }
}

/** All data of a stream in one array of exactly the promised length. */
export async function collect(idx: IdxStream): Promise<Uint8Array> {
  const bytes = new Uint8Array(idx.header.dataBytes);
  let offset = 0;
  for await (const chunk of idx.data) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
