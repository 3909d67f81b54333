import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, open, readdir, realpath, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { LIBRARY_FOLDERS } from '@shared/library-names.ts';
import type { MovePlan, MoveProgress } from '@shared/library-move.ts';
import { TEMPORARY_PREFIX } from '@shared/temporary-name.ts';
import { freeBytes } from './disk-use.ts';
import {
  exists,
  explained,
  fileChunks,
  isMadeInByOthers,
  makeFolder,
  openFile,
  readText,
  syncFolder,
  systemCode,
  writeAll,
  writeFileAtomic,
} from './files/index.ts';
import { isId } from './ids.ts';
import { lockHolder } from './lock.ts';
import { runPathsIn, runsFolder } from './paths.ts';

/** In the new folder while it is not whole: says of which library it is the copy. */
const MARKER = '.forger-move';
/** Kept free beside the copy. */
const RESERVE = 64 * 1024 * 1024;
const CHUNK = 1024 * 1024;
/** Most passes over a library whose files go on changing while it is copied. */
const ROUNDS = 3;

/** Not part of a library: locks, half-written files, what was deleted, and what is made again. */
const isLeft = (name: string): boolean =>
  name === 'lock' || name === '.index' || name === '.trash' || name === MARKER || name.startsWith(TEMPORARY_PREFIX);

interface Found {
  /** Below the library, parts joined by the system's separator. */
  path: string;
  bytes: number;
  mtimeMs: number;
}

interface Listing {
  folders: string[];
  files: Found[];
}

/** Folders of a library that may lie elsewhere, on a larger disk say, with a link in their place. */
const ROOMS: readonly string[] = Object.values(LIBRARY_FOLDERS);

const wouldStay = (path: string): ForgerError =>
  new ForgerError(
    'invalid-request',
    `${path} in the library is a link, or no file at all, and would be left behind. Put the file or folder itself there, or take it away.`,
  );

/** Whether a folder stands there, or a link to one in place of a room. */
async function isFolder(folder: string, path: string, entry: Dirent): Promise<boolean> {
  if (entry.isDirectory()) return true;
  return entry.isSymbolicLink() && ROOMS.includes(path) && (await stat(join(folder, path))).isDirectory();
}

/** All of a library. @throws {ForgerError} `invalid-request` where something in it cannot be copied */
async function list(folder: string): Promise<Listing> {
  const listing: Listing = { folders: [], files: [] };
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      if (isLeft(entry.name)) continue;
      const path = join(below, entry.name);
      if (await isFolder(folder, path, entry)) {
        listing.folders.push(path);
        await walk(path);
      } else if (entry.isFile()) {
        const { size, mtimeMs } = await lstat(join(folder, path));
        listing.files.push({ path, bytes: size, mtimeMs });
      } else throw wouldStay(path);
    }
  };
  await walk('');
  return listing;
}

/** The folder as the disk knows it, or where it is not there yet, what it will be. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    const above = dirname(path);
    return above === path ? path : join(await real(above), path.slice(above.length));
  }
}

async function nearestFolder(path: string): Promise<string> {
  return (await exists(path)) ? path : nearestFolder(dirname(path));
}

const isInside = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}${sep}`);

/** Whether a folder holds an unfinished copy of this library. */
const isCopyOf = async (to: string, from: string): Promise<boolean> =>
  (await readText(join(to, MARKER)).catch(() => null)) === from;

/** Whether nothing is there that a library would lie among. */
export async function takesLibrary(from: string, to: string): Promise<boolean> {
  if (!(await exists(to))) return true;
  return (await readdir(to)).length === 0 || isCopyOf(to, await real(resolve(from)));
}

/** Half-made things are no part of a copy: what another program brings in would be missing from it. */
async function assertNothingComes(from: string): Promise<void> {
  for (const room of [LIBRARY_FOLDERS.runs, LIBRARY_FOLDERS.datasets]) {
    if (!(await exists(join(from, room))) || !(await isMadeInByOthers(join(from, room)))) continue;
    throw new ForgerError(
      'busy',
      'Another program brings something into this library, or has an archive open to import it. Let it end or close it, then move the library.',
    );
  }
}

async function assertIdle(from: string): Promise<void> {
  await assertNothingComes(from);
  for (const id of await readdir(runsFolder(from))) {
    if (!isId(id) || (await lockHolder(runPathsIn(join(runsFolder(from), id)).lock)) === null) continue;
    throw new ForgerError('busy', `The run ${id} is being trained. Stop it first, then move the library.`);
  }
}

/**
 * Says what moving takes, before anything is written.
 * @throws {ForgerError} `invalid-request` for a folder that cannot take it, `busy` while a process writes a run, `no-space`
 */
export async function planMove(from: string, to: string): Promise<MovePlan> {
  return explained(async () => {
    const [source, target] = [await real(resolve(from)), await real(resolve(to))];
    const own = [source, ...(await Promise.all(ROOMS.map((room) => real(join(source, room)))))];
    if (own.some((folder) => isInside(folder, target) || isInside(target, folder)))
      throw new ForgerError(
        'invalid-request',
        'That folder and the library lie in each other. Choose a folder elsewhere.',
      );
    if (!(await takesLibrary(source, target)))
      throw new ForgerError(
        'invalid-request',
        'There are other files in that folder. Choose an empty one, or a new one.',
      );
    await assertIdle(source);
    const { files } = await list(source);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const here = (await exists(target)) ? (await list(target)).files.reduce((sum, file) => sum + file.bytes, 0) : 0;
    const plan = {
      to: target,
      bytes,
      files: files.length,
      freeBytes: await freeBytes(await nearestFolder(target)),
      elsewhere: own.filter((folder) => !isInside(folder, source)),
    };
    if (plan.freeBytes < bytes - here + RESERVE)
      throw new ForgerError(
        'no-space',
        `The library takes ${inMegabytes(bytes)}, and only ${inMegabytes(plan.freeBytes)} are free there. Choose another disk.`,
      );
    return plan;
  });
}

const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;

export interface MoveOptions {
  signal?: AbortSignal;
  onProgress?: (progress: MoveProgress) => void;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** Copies a file, syncs it, reads it back, and gives it the original's time: only then it counts as copied. */
async function copyFile(
  from: string,
  to: string,
  mtimeMs: number,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  const [source, target] = [await openFile(from), await open(to, 'w')];
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await source.read(buffer, 0, CHUNK);
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, bytesRead);
      hash.update(bytes);
      await writeAll(target, bytes);
      onBytes(bytesRead);
    }
    await target.sync();
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
  if ((await hashOf(to)) !== hash.digest('hex'))
    throw new ForgerError(
      'damaged',
      'What was written there reads back differently: that disk fails. Choose another one.',
    );
  await utimes(to, mtimeMs / 1000, mtimeMs / 1000);
}

/** Within the precision that times are set with. */
const sameTime = (a: number, b: number): boolean => Math.abs(a - b) < 2;

async function isCopied({ bytes, mtimeMs }: Found, to: string): Promise<boolean> {
  try {
    const look = await stat(to);
    return look.size === bytes && sameTime(look.mtimeMs, mtimeMs);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the folders and copies the files that are not there yet. Gives how many it copied. */
async function copyRound(from: string, to: string, { signal, onProgress }: MoveOptions): Promise<number> {
  const { folders, files } = await list(from);
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let [doneBytes, copied] = [0, 0];
  const tell = (bytes: number): void => {
    doneBytes += bytes;
    onProgress?.({ doneBytes, totalBytes });
  };
  for (const folder of folders) await makeFolder(join(to, folder));
  for (const file of files) {
    signal?.throwIfAborted();
    if (await isCopied(file, join(to, file.path))) tell(file.bytes);
    else {
      await copyFile(join(from, file.path), join(to, file.path), file.mtimeMs, tell, signal);
      copied += 1;
    }
  }
  for (const folder of [...folders, '']) await syncFolder(join(to, folder));
  await removeOthers(to, { folders, files });
  return copied;
}

/** An unfinished copy may hold what the library has not any more. */
async function removeOthers(to: string, { folders, files }: Listing): Promise<void> {
  const known = new Set([...folders, ...files.map(({ path }) => path)]);
  const there = await list(to);
  for (const path of [...there.files.map((file) => file.path), ...there.folders])
    if (!known.has(path)) await rm(join(to, path), { recursive: true, force: true });
}

/**
 * Copies a library and verifies each file by reading it back. The old one stays as it is. When this returns, the new
 * one is whole and may be used; after a kill or a failure it is not, and the same call goes on with it.
 * @throws {ForgerError} what {@link planMove} throws; `cancelled`, and then nothing is left there; `damaged`, `no-space`, …
 */
export async function copyLibrary(from: string, to: string, options: MoveOptions = {}): Promise<void> {
  await explained(async () => {
    const { to: target } = await planMove(from, to);
    const source = await real(resolve(from));
    await makeFolder(target);
    await writeFileAtomic(join(target, MARKER), source);
    try {
      for (let round = 1; ; round += 1) {
        if ((await copyRound(source, target, options)) === 0) break;
        if (round === ROUNDS)
          throw new ForgerError(
            'busy',
            'The library changes while it is copied. Close other programs that use it, then try again.',
          );
      }
      await assertIdle(source);
    } catch (error) {
      if (options.signal?.aborted) {
        for (const name of await readdir(target)) await rm(join(target, name), { recursive: true, force: true });
        throw new ForgerError('cancelled', 'Cancelled.', { cause: error });
      }
      throw error;
    }
    await rm(join(target, MARKER));
    await syncFolder(target);
  });
}

/** Whether a folder is a copy that was cut short: not a library to open. */
export const isUnfinishedCopy = (dir: string): Promise<boolean> => exists(join(dir, MARKER));
