import { readFileSync } from 'node:fs';

const POLL_MS = 500;
const SHELLS = new Set(['sh', 'dash', 'bash', 'busybox']);

/**
 * A process's name and parent, where /proc tells.
 *
 * @param {number} pid
 */
function processOf(pid) {
  try {
    const [, name = '', parent = ''] = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** Our parent now, and the one above it where our parent is the shell that npm runs scripts in. */
function line() {
  const shell = processOf(process.ppid);
  return shell !== null && SHELLS.has(shell.name) ? `${process.ppid} ${shell.parent}` : `${process.ppid}`;
}

/** Who stood above this process when it began; only npm is missed when it goes, a shell may go and leave work running. */
const above = process.env['npm_lifecycle_event'] === undefined ? null : line();

/**
 * Calls back once when the npm that runs us was ended. It passes some signals on and dies of others, without a word to us.
 *
 * @param {() => void} gone
 * @returns {() => void} ends the watch
 */
export function watchNpm(gone) {
  if (above === null) return () => undefined;
  const timer = setInterval(() => {
    if (line() === above) return;
    clearInterval(timer);
    gone();
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
