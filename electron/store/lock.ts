import { randomBytes } from 'node:crypto';
import { link, rename, rm, stat, utimes } from 'node:fs/promises';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { parseJsonText } from '@shared/json.ts';
import { explained, FILE_LIMITS, readText, systemCode, writeNewFile } from './files/index.ts';
import { lifeOf, OWN_IDENTITY } from './files/process-identity.ts';
import { temporaryBeside } from './files/temporary.ts';

/**
 * One writer per run, by a file `lock` that names the process which holds it. A lock whose process is
 * gone is taken over without asking anyone. Where nothing tells whether it is gone (another machine on a
 * network share, systems that do not tell a process's start), a lock not refreshed for two minutes is.
 */
const holderSchema = z.object({
  host: z.string(),
  pid: z.number().int().positive(),
  start: z.string().nullable(),
  owner: z.enum(['app', 'cli']),
  nonce: z.string().regex(/^[0-9a-f]{16}$/),
});
export type LockHolder = z.infer<typeof holderSchema>;

const REFRESH_MS = 20_000;
const SILENT_MS = 120_000;
/** A lock that cannot be read may be half-written for a moment on disks without hard links. */
const HALF_WRITTEN_MS = 5_000;

type Inspection =
  | { state: 'absent' }
  | { state: 'held'; holder: LockHolder | null }
  /** @property why it may be taken, in a sentence, where its process is not known to be gone */
  | { state: 'stale'; nonce: string; why: string | null };

/** What a lock says; nothing where what stands there is no file, or no lock. */
async function lockText(path: string): Promise<string> {
  try {
    return await readText(path, FILE_LIMITS.lock);
  } catch (error) {
    if (error instanceof ForgerError) return '';
    throw error;
  }
}

async function inspect(path: string): Promise<Inspection> {
  try {
    const [text, { mtimeMs }] = await Promise.all([lockText(path), stat(path)]);
    const age = Date.now() - mtimeMs;
    const holder = holderFrom(text);
    if (!holder)
      return age > -HALF_WRITTEN_MS && age < HALF_WRITTEN_MS
        ? { state: 'held', holder }
        : { state: 'stale', nonce: 'unreadable', why: null };
    const life = lifeOf(holder);
    if (life === 'dead') return { state: 'stale', nonce: holder.nonce, why: null };
    // Whoever holds it touches it with the time of now: one that lies far ahead is as silent as one long ago.
    if (life === 'unknown' && Math.abs(age) > SILENT_MS)
      return { state: 'stale', nonce: holder.nonce, why: takenOver(mtimeMs, age) };
    return { state: 'held', holder };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { state: 'absent' };
    throw error;
  }
}

function takenOver(mtimeMs: number, age: number): string {
  const when = new Date(mtimeMs).toISOString();
  return age < 0
    ? `The lock of this run was dated in the future (${when}), and nothing told that its program still runs: it was taken over.`
    : `The lock of this run was last touched at ${when}, and nothing told that its program still runs: it was taken over.`;
}

function holderFrom(text: string): LockHolder | null {
  try {
    return holderSchema.parse(parseJsonText(text));
  } catch {
    return null; // Half-written or damaged: its age decides.
  }
}

/** Makes the lock with its content in one step, unless there is one. */
async function createLock(path: string, holder: LockHolder): Promise<boolean> {
  const temporary = temporaryBeside(path);
  const bytes = Buffer.from(JSON.stringify(holder));
  try {
    await writeNewFile(temporary, bytes);
    await link(temporary, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EOPNOTSUPP'].includes(systemCode(error) ?? '')) throw error;
    return await createWithoutLink(path, bytes);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For disks without hard links (exFAT): exclusive, though the content follows a moment later. */
async function createWithoutLink(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeNewFile(path, bytes);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function busy(holder: LockHolder | null): ForgerError {
  const who = holder?.owner === 'cli' ? 'the command line' : 'a Forger window';
  const where = holder && holder.host !== OWN_IDENTITY.host ? ' on another machine' : '';
  return new ForgerError('busy', `This run is being written by ${who}${where}. Stop it there first.`);
}

const ATTEMPTS = 5;

/**
 * Takes the lock. A stale one may be seen by several processes at once: whoever holds the lock
 * `<path>.<nonce of the stale one>` may replace it, once it has seen again that it is still the same.
 * @returns why it was taken from another, in a sentence, where that one is not known to be gone
 */
async function take(path: string, holder: LockHolder): Promise<string | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await createLock(path, holder)) return null;
    const seen = await inspect(path);
    if (seen.state === 'held') throw busy(seen.holder);
    if (seen.state === 'absent') continue;
    const claim = `${path}.${seen.nonce}`;
    await take(claim, holder);
    try {
      const again = await inspect(path);
      if (again.state !== 'stale' || again.nonce !== seen.nonce) continue;
      const temporary = temporaryBeside(path);
      await writeNewFile(temporary, Buffer.from(JSON.stringify(holder)));
      await rename(temporary, path);
      return seen.why;
    } finally {
      await rm(claim, { force: true });
    }
  }
  throw busy(null);
}

/** Who writes this run now; null when nobody does. */
export async function lockHolder(path: string): Promise<LockHolder | null> {
  const seen = await inspect(path);
  return seen.state === 'held' ? seen.holder : null;
}

/** A lock this process holds. */
export class RunLock {
  readonly #path: string;
  readonly #nonce: string;
  readonly #refresh: NodeJS.Timeout;

  private constructor(
    path: string,
    nonce: string,
    /** Why it was taken from another that may live, in a sentence; null where it was free. */
    readonly taken: string | null,
  ) {
    this.#path = path;
    this.#nonce = nonce;
    this.#refresh = setInterval(() => void this.#touch(), REFRESH_MS);
    this.#refresh.unref();
  }

  /** @throws {ForgerError} `busy` when another living process holds it. */
  static async acquire(path: string, owner: LockHolder['owner']): Promise<RunLock> {
    const nonce = randomBytes(8).toString('hex');
    const taken = await explained(() => take(path, { ...OWN_IDENTITY, owner, nonce }));
    return new RunLock(path, nonce, taken);
  }

  /** @throws {ForgerError} `busy` when the lock was lost: this process slept too long, or the run was moved. */
  async assertHeld(): Promise<void> {
    if (!(await this.#isMine()))
      throw new ForgerError(
        'busy',
        'Another program has taken over this run, or its folder was moved. Resume it there.',
      );
  }

  async release(): Promise<void> {
    clearInterval(this.#refresh);
    if (await this.#isMine()) await rm(this.#path, { force: true });
  }

  async #isMine(): Promise<boolean> {
    try {
      return holderFrom(await lockText(this.#path))?.nonce === this.#nonce;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async #touch(): Promise<void> {
    const now = new Date();
    // A lock that is gone is noticed by the next write.
    await utimes(this.#path, now, now).catch(() => undefined);
  }
}
