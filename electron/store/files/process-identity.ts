import { createHash, type BinaryLike } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names one process for good: a process number alone is given out again after its process ended, so on
 * Linux the start time goes with it. Elsewhere there is no cheap way to ask for it and `start` is null.
 */
export interface ProcessIdentity {
  /** Twelve hex digits for this machine (and, in containers, this process namespace). */
  host: string;
  pid: number;
  start: string | null;
}

function readOr<T>(read: () => string, fallback: T): string | T {
  try {
    return read().trim();
  } catch {
    return fallback; // Not Linux, or a sandbox without /proc: the caller knows what to do without.
  }
}

const text = (path: string) => () => readFileSync(path, 'utf8');
const digest = (data: BinaryLike): string => createHash('sha256').update(data).digest('hex').slice(0, 12);

// The machine's own id where there is one: host names change with the network a laptop joins.
const HOST = digest(
  `${readOr(text('/etc/machine-id'), null) ?? hostname()}|${readOr(() => readlinkSync('/proc/self/ns/pid'), '')}`,
);
const BOOT = readOr(text('/proc/sys/kernel/random/boot_id'), '').slice(0, 8);

/** Start of a process, unique over reboots: `boot-ticks`; null where the system does not tell, or it is gone. */
function startOf(pid: number): string | null {
  const stat = readOr(text(`/proc/${pid}/stat`), null);
  if (stat === null) return null;
  // The program's name, in brackets, may hold anything; what follows it is regular (proc(5): field 3 onwards).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = fields[19];
  // A zombie has ended; only its parent has not noticed yet.
  return ticks === undefined || state === 'Z' || state === 'X' ? null : `${BOOT}-${ticks}`;
}

export const OWN_IDENTITY: ProcessIdentity = { host: HOST, pid: process.pid, start: startOf(process.pid) };

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether that process still runs. `unknown` for another machine's, and where a number may have been
 * given out again and nothing tells.
 */
export function lifeOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.host !== HOST) return 'unknown';
  if (identity.pid === process.pid) return identity.start === OWN_IDENTITY.start ? 'alive' : 'dead';
  if (!pidExists(identity.pid)) return 'dead';
  if (identity.start === null) return 'unknown';
  return startOf(identity.pid) === identity.start ? 'alive' : 'dead';
}
