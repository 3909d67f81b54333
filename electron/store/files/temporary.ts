import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TEMPORARY_PREFIX } from '@shared/temporary-name.ts';
import { systemCode } from './errors.ts';
import { lifeOf, OWN_IDENTITY, type ProcessIdentity } from './process-identity.ts';

/** `.tmp-<host>-<pid>-<start>-<random>`: says whose it is, so that leftovers of dead processes can go. */
const PATTERN = new RegExp(
  String.raw`^${TEMPORARY_PREFIX.replace('.', String.raw`\.`)}([0-9a-f]{12})-(\d{1,10})-((?:[0-9a-f]*-\d+)?)-([0-9a-f]{12})$`,
);
const FOREIGN_AGE_MS = 24 * 60 * 60 * 1000;

/** A name beside `path`, on the same disk, so that a rename from it to `path` is one atomic step. */
export function temporaryBeside(path: string): string {
  const { host, pid, start } = OWN_IDENTITY;
  return join(dirname(path), `${TEMPORARY_PREFIX}${host}-${pid}-${start ?? ''}-${randomBytes(6).toString('hex')}`);
}

function makerOf(name: string): ProcessIdentity | null {
  const match = PATTERN.exec(name);
  if (!match) return null;
  const [, host = '', pid = '', start = ''] = match;
  return { host, pid: Number(pid), start: start === '' ? null : start };
}

const isOwn = ({ host, pid }: ProcessIdentity): boolean => host === OWN_IDENTITY.host && pid === OWN_IDENTITY.pid;

async function isLeftover(path: string, maker: ProcessIdentity): Promise<boolean> {
  const life = lifeOf(maker);
  if (life !== 'unknown') return life === 'dead';
  // Another machine's: its clock and ours agree within a day.
  const { mtimeMs } = await lstat(path);
  return Date.now() - mtimeMs > FOREIGN_AGE_MS;
}

/** Whether another process, as far as anyone knows a living one, makes something in this folder or keeps something unpacked there. */
export async function isMadeInByOthers(folder: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const maker = makerOf(name);
    if (!maker || isOwn(maker)) continue;
    try {
      if (!(await isLeftover(join(folder, name), maker))) return true;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error; // It has just become whole, or went.
    }
  }
  return false;
}

/** Removes what dead processes left half-written in this folder (not below it). */
export async function sweepLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = makerOf(name);
    if (!maker) continue;
    try {
      if (await isLeftover(join(folder, name), maker)) await rm(join(folder, name), { recursive: true, force: true });
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error; // Another process swept it first.
    }
  }
}
