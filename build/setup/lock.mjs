import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isMissing } from './files.mjs';
import { SetUpError } from './process.mjs';

const HEARTBEAT_MS = 2000;
const FORGOTTEN_MS = 60_000;
const POLL_MS = 300;

/**
 * Runs `work` while no other set-up of this user does. A set-up that was killed leaves its lock behind: it is
 * taken over when its process is gone, or (from another machine) when nobody has touched it for a minute.
 *
 * @template T
 * @param {string} folder
 * @param {(pid: number) => void} onWait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, onWait, work) {
  const file = join(folder, 'set-up.lock');
  let told = false;
  while (!(await takeIn(folder, file))) {
    const holder = await readHolder(file);
    if (holder === null) continue;
    if (isGone(holder)) {
      await clear(file, holder.text);
      continue;
    }
    if (!told) onWait(holder.pid);
    told = true;
    await wait(POLL_MS);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/** What says that there is no room, rather than that this is no place. */
const FULL = ['ENOSPC', 'EDQUOT'];

/**
 * @param {string} folder
 * @param {string} file in it
 */
async function takeIn(folder, file) {
  try {
    // Of a disk that is read-only this says that the folder is missing.
    await mkdir(folder, { recursive: true });
    return await take(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || FULL.includes(String(error.code))) throw error;
    throw new SetUpError(
      `What set-up fetches goes into ${folder}, and nothing can be written there. Set FORGER_CACHE to a folder that can be written, then run the command again.`,
      error.message,
    );
  }
}

/** @param {string} file */
async function take(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @typedef {{ text: string, pid: number, host: string, touched: number }} Holder */

/**
 * @param {string} file
 * @returns {Promise<Holder | null>} null when it has just been given back
 */
async function readHolder(file) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    // Between creating and writing the file its holder is not known yet: only age tells.
    const { pid = 0, host = '' } = text === '' ? {} : JSON.parse(text);
    return { text, pid, host, touched: mtimeMs };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** @param {Holder} holder */
function isGone({ pid, host, touched }) {
  if (Date.now() - touched > FORGOTTEN_MS) return true;
  if (host !== hostname() || pid === 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/**
 * Takes a forgotten lock away, unless another set-up was quicker and the lock is already a new one.
 *
 * @param {string} file
 * @param {string} text what the forgotten lock says
 */
async function clear(file, text) {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) === text) await rm(aside);
  else await rename(aside, file);
}
