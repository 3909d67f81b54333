import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * @param {string} file
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 */
export async function hashFile(file, algorithm = 'sha256', encoding = 'hex') {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest(encoding);
}

/**
 * @param {string} file
 * @returns {Promise<unknown>} null where there is no such file or it is cut off
 */
export async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return null;
    throw error;
  }
}

/** @param {unknown} error */
export function isMissing(error) {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/**
 * The bytes in a folder that something else is writing; what vanishes meanwhile counts as nothing.
 *
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function folderBytes(folder) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sizes = await Promise.all(
      entries.map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return folderBytes(path);
        return entry.isFile() ? (await stat(path)).size : 0;
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/**
 * Makes a folder as a whole or not at all: `fill` works in the cache's folder of partial things, from which
 * the result moves to its place in the end. What an earlier attempt left is thrown away.
 *
 * @param {string} cache
 * @param {string} folder inside the cache
 * @param {(partial: string) => Promise<void>} fill
 */
export async function makeFolder(cache, folder, fill) {
  const partial = await emptyPartial(cache, basename(folder));
  await fill(partial);
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await rename(partial, folder);
}

/**
 * An empty folder for something that is not whole yet. All of them lie in `partial/`, which may be deleted at
 * any time and where nothing is ever looked for.
 *
 * @param {string} cache
 * @param {string} name
 */
export async function emptyPartial(cache, name) {
  const partial = join(cache, 'partial', name);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  return partial;
}

/**
 * Unpacks the entries of a zip file for which `target` names a path.
 *
 * @param {string} archive
 * @param {(name: string) => string | null} target
 */
export async function unzip(archive, target) {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(archive);
  try {
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.endsWith('/') ? null : target(entry.fileName);
      if (path === null) continue;
      await mkdir(dirname(path), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
      const mode = (entry.externalFileAttributes >>> 16) & 0o777;
      if (mode !== 0) await chmod(path, mode);
    }
  } finally {
    zip.close();
  }
}
