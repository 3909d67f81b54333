import type { TarHeader } from 'modern-tar';
import { damagedArchive } from './refused.ts';
import { BrokenTar, tarEntries } from './tar-entries.ts';
import type { ArchiveWork } from './unpacking.ts';

function reasonOf({ type }: TarHeader): string | null {
  if (type === 'file') return null;
  return type === 'link' || type === 'symlink' ? 'a link in the archive; links are not followed' : 'not a file';
}

/** Unpacks a tar, plain or gzipped. @throws ForgerError; the disk's errors */
export async function unpackTar(
  path: string,
  { unpacking, packedBytes, gzipped, signal, onShare }: ArchiveWork & { gzipped: boolean },
): Promise<void> {
  let [packed, made] = [0, 0];
  const entries = tarEntries(path, {
    gzipped,
    onPacked: (bytes) => onShare(Math.min(1, (packed += bytes) / packedBytes)),
    onBytes: (bytes) => unpacking.checkBytes((made += bytes)),
  });
  try {
    for await (const { header, read } of entries) {
      signal.throwIfAborted();
      unpacking.count();
      const { name, size } = header;
      if (header.type !== 'directory') await unpacking.take({ name, size, reason: reasonOf(header), read });
    }
  } catch (error) {
    throw error instanceof BrokenTar ? damagedArchive(error) : error;
  }
}
