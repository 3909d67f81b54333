import { ForgerError } from '@shared/contract/errors.ts';
import { BrokenTar, tarEntries } from '../source/archive/tar-entries.ts';

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

async function bytesOf(body: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
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
  let inflated = 0;
  const onBytes = (bytes: number): void => {
    inflated += bytes;
    if (inflated > limits.bytes) throw damaged();
  };
  let files = 0;
  try {
    for await (const { header, read } of tarEntries(path, { gzipped: true, onBytes })) {
      if (header.type !== 'file' || !wanted(header.name)) continue;
      files += 1;
      if (files > limits.files || header.size > limits.fileBytes) throw damaged();
      yield { name: header.name, bytes: await bytesOf(read(), header.size) };
    }
  } catch (error) {
    throw error instanceof BrokenTar ? damaged(error) : error;
  }
}
