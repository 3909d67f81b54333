import { stat } from 'node:fs/promises';
import type { RefusedFile } from '@shared/dataset.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { unpackTar } from './tar.ts';
import { Unpacking } from './unpacking.ts';
import { unpackZip } from './zip.ts';

export type ArchiveKind = 'zip' | 'tar' | 'tar.gz';

export interface UnpackArguments {
  signal: AbortSignal;
  /** How much of it is unpacked, 0 … 1. */
  onShare(share: number): void;
  limits?: ArchiveLimits;
}

/**
 * Unpacks an archive that a stranger made into a folder that is there and empty.
 * @returns what of it was not taken, each with its reason
 * @throws ForgerError `damaged`, `no-space`, `cancelled`, …: then the folder holds what had been written
 */
export async function unpackArchive(
  path: string,
  kind: ArchiveKind,
  folder: string,
  { signal, onShare, limits = ARCHIVE_LIMITS }: UnpackArguments,
): Promise<RefusedFile[]> {
  const { size } = await stat(path);
  const unpacking = new Unpacking(folder, size, limits);
  const work = { unpacking, folder, packedBytes: size, signal, onShare };
  if (kind === 'zip') await unpackZip(path, work);
  else await unpackTar(path, { ...work, gzipped: kind === 'tar.gz' });
  return unpacking.refused;
}
