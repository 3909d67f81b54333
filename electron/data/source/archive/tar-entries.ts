import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createTarDecoder, type TarHeader } from 'modern-tar';
import { fileChunks, systemCode } from '../../../store/files/index.ts';

export interface TarEntry {
  header: TarHeader;
  /** Its bytes, in pieces; those of one that is not read are passed over. */
  read(): AsyncIterable<Uint8Array>;
}

export interface TarReading {
  gzipped: boolean;
  /** Told of bytes of the file as they are read, and of the tar as they come out of it; may throw. */
  onPacked?(bytes: number): void;
  onBytes(bytes: number): void;
}

const GZIP_ERRORS = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_STREAM_ERROR']);

/** The archive cannot be read to its end. */
export class BrokenTar extends Error {
  override readonly name = 'BrokenTar';
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** Inflates as a stream; an error of the file behind it comes out of it. */
async function* inflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Uint8Array;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** What ended a stream, in words of ours. */
function reasonFor(error: unknown, { cause }: { cause?: unknown }): unknown {
  // A web stream tells of what ended it in its own words.
  if (cause !== undefined && !GZIP_ERRORS.has(systemCode(cause) ?? '')) return cause;
  return new BrokenTar('It is cut off or damaged.', { cause: cause ?? error });
}

/** As the decoder takes them. Node's own way from a stream fails, where nobody can catch it, when it is cancelled between two pieces. */
const webStream = (chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: async (controller) => {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => void (await chunks.return(undefined)),
  });

/**
 * What lies in a tar, one after another. Nothing is written: what becomes of a name is for the caller to say.
 * @throws {BrokenTar} where it is cut off, damaged or none; what the callbacks throw; the disk's errors
 */
export async function* tarEntries(path: string, { gzipped, onPacked, onBytes }: TarReading): AsyncGenerator<TarEntry> {
  const failure: { cause?: unknown } = {};
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      const packed = counted(fileChunks(path), onPacked);
      yield* counted(gzipped ? inflated(packed) : packed, onBytes);
    } catch (error) {
      failure.cause = error;
      throw error;
    }
  }
  async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw reasonFor(error, failure);
    }
  }
  const chunks = bytes();
  const entries = webStream(chunks).pipeThrough(createTarDecoder({ strict: true }));
  try {
    for await (const { header, body } of entries) {
      let taken = false;
      yield { header, read: () => ((taken = true), bytesOf(body)) };
      if (!taken) await body.cancel();
    }
  } catch (error) {
    throw reasonFor(error, failure);
  } finally {
    await chunks.return(undefined);
  }
}
