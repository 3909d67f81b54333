import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createTarDecoder } from 'modern-tar';
import { ForgerError } from '@shared/contract/errors.ts';
import { fileChunks, systemCode } from '../../store/files/index.ts';

export interface TarLimits {
  /** Bytes of the whole archive once inflated. */
  bytes: number;
  /** Bytes of one file. */
  fileBytes: number;
  /** Files wanted in all. */
  files: number;
}

export interface TarFile {
  /** As the archive has it: never part of a path of ours. */
  name: string;
  bytes: Uint8Array;
}

const damaged = (cause?: unknown): ForgerError =>
  new ForgerError('damaged', 'The archive is damaged, or not what it says. Download it again.', { cause });

async function* limited(chunks: AsyncIterable<unknown>, most: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of chunks) {
    const bytes = chunk as Uint8Array;
    seen += bytes.length;
    if (seen > most) throw damaged();
    yield bytes;
  }
}

async function bodyOf(body: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of body) {
    if (filled + chunk.length > size) throw damaged();
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < size) throw damaged();
  return bytes;
}

/**
 * The regular files of a .tar.gz whose names are wanted, one after another; links, devices and everything
 * else are passed over. Nothing is written: what becomes of a name is for the caller to say. Sizes are held
 * against the limits before anything is set aside, and the inflated stream while it flows.
 * @throws ForgerError `damaged`
 */
export async function* tarFiles(
  path: string,
  wanted: (name: string) => boolean,
  limits: TarLimits,
): AsyncGenerator<TarFile> {
  const gunzip = createGunzip();
  const inflating = pipeline(fileChunks(path), gunzip);
  // Told by the reading side as well.
  inflating.catch(() => undefined);
  const decoder = createTarDecoder({ strict: true });
  const source = Readable.toWeb(Readable.from(limited(gunzip, limits.bytes), { objectMode: false }));
  const entries = (source as ReadableStream<Uint8Array>).pipeThrough(decoder);
  let files = 0;
  try {
    for await (const { header, body } of entries) {
      if (header.type !== 'file' || !wanted(header.name)) {
        await body.cancel();
        continue;
      }
      files += 1;
      if (files > limits.files || header.size > limits.fileBytes) throw damaged();
      yield { name: header.name, bytes: await bodyOf(body, header.size) };
    }
  } catch (error) {
    if (error instanceof ForgerError || systemCode(error) === 'ENOENT') throw error;
    throw damaged(error);
  } finally {
    gunzip.destroy();
  }
}
