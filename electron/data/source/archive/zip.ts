import { statfs } from 'node:fs/promises';
import type { Entry } from 'yauzl';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ArchiveWork } from './unpacking.ts';
import { refusedArchive } from './refused.ts';
import { ENCRYPTED, ENCRYPTED_FLAGS, nameOf, OpenZip } from './zip-file.ts';

/** Upper half of the external attributes where a Unix made the entry: type and mode. */
const TYPE_BITS = 0xf000;
const REGULAR = 0x8000;
/** Stored and deflated. */
const METHODS = [0, 8];

const isEncrypted = (entry: Entry): boolean => (entry.generalPurposeBitFlag & ENCRYPTED_FLAGS) !== 0;

function reasonOf(entry: Entry): string | null {
  const type = (entry.externalFileAttributes >>> 16) & TYPE_BITS;
  const byUnix = entry.versionMadeBy >>> 8 === 3;
  if (byUnix && type !== 0 && type !== REGULAR) return 'a link or a device in the archive';
  if (isEncrypted(entry)) return 'encrypted';
  if (!METHODS.includes(entry.compressionMethod))
    return `packed in a way that Forger does not read (method ${entry.compressionMethod}); pack it as a plain zip`;
  return null;
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes <= bavail * bsize) return;
  const [needed, free] = [bytes, bavail * bsize].map((size) => Math.ceil(size / 1e6).toLocaleString('en'));
  throw new ForgerError('no-space', `This archive unpacks to ${needed} MB, and ${free} MB are free. Make room first.`);
}

/** Unpacks a zip, after its directory was held to all limits. @throws ForgerError */
export async function unpackZip(path: string, { unpacking, folder, signal, onShare }: ArchiveWork): Promise<void> {
  const zip = await OpenZip.open(path, () => unpacking.count(), signal);
  try {
    const files = zip.entries
      .map((entry) => ({ entry, name: nameOf(entry) }))
      .filter(({ name }) => !name.endsWith('/'));
    if (files.length > 0 && files.every(({ entry }) => isEncrypted(entry))) throw refusedArchive(ENCRYPTED);
    const bytes = files.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    unpacking.checkBytes(bytes);
    await checkSpace(folder, bytes);
    let done = 0;
    for (const { entry, name } of files) {
      signal.throwIfAborted();
      await unpacking.take({
        name,
        size: entry.uncompressedSize,
        reason: reasonOf(entry),
        read: () => zip.read(entry),
      });
      done += entry.uncompressedSize;
      onShare(bytes === 0 ? 1 : done / bytes);
    }
  } finally {
    zip.close();
  }
}
