import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { ForgerError } from '@shared/contract/errors.ts';

const OWNER_RUNS = 0o100;

/**
 * Takes files out of a wheel whose hash was verified; their names in it become their paths.
 * @param kept names of entries; all must be there
 * @param onBytes bytes written so far
 * @throws {ForgerError} damaged when one is missing; the disk's own errors
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  kept: readonly string[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const wanted = new Set(kept);
  let written = 0;
  const zip = await openPromise(wheel, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (!wanted.delete(entry.fileName)) continue;
      const path = join(folder, ...entry.fileName.split('/'));
      await mkdir(dirname(path), { recursive: true });
      const source = await zip.openReadStreamPromise(entry);
      source.on('data', (chunk: Buffer) => onBytes((written += chunk.length)));
      await pipeline(source, createWriteStream(path), { signal });
      if (((entry.externalFileAttributes >>> 16) & OWNER_RUNS) !== 0) await chmod(path, 0o755);
    }
  } finally {
    zip.close();
  }
  const [missing] = wanted;
  if (missing !== undefined) throw new ForgerError('damaged', `${missing} is not in what was downloaded. Try again.`);
}
