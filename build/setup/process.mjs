import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { folderBytes } from './files.mjs';

/** A set-up step that failed: what failed and what to do, in words for the person. */
export class SetUpError extends Error {
  /**
   * @param {string} message
   * @param {string} [details] the end of what the failed program printed
   */
  constructor(message, details = '') {
    super(message);
    this.details = details;
  }
}

const STALL_CHECK_MS = 1000;
const TAIL_CHARACTERS = 3000;

/** A child that outlives a killed set-up would clash with the next one: the kernel ends it with its parent. */
const GUARD =
  process.platform === 'linux' && existsSync('/usr/bin/setpriv')
    ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--']
    : [];

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to the environment
 * @property {number} [limitMs] ends the program after so long
 * @property {{ folder: string, total: number, stallMs: number, report: import('./report.mjs').Report }} [watch]
 *   shows the growth of a folder as progress, and ends the program when it has not grown for stallMs
 * @property {string} [otherwise] what to tell the person when it fails: what could not be done, and what to do
 * @property {boolean} [mayOutlive] the program must not be cut off with set-up (a package manager)
 * @property {boolean} [show] its output goes to ours
 */

/**
 * Runs a program to its end and returns what it wrote to standard output; throws SetUpError otherwise.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>}
 */
export async function run(program, args, options = {}) {
  const [file = program, ...rest] = options.mayOutlive ? [program, ...args] : [...GUARD, program, ...args];
  const child = spawn(file, rest, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    windowsHide: true,
  });
  let output = '';
  let tail = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    tail = (tail + chunk).slice(-TAIL_CHARACTERS);
  });
  child.stderr?.on('data', (chunk) => {
    tail = (tail + chunk).slice(-TAIL_CHARACTERS);
  });
  /** @type {string | null} */
  let stopped = null;
  const stop = (/** @type {string} */ why) => {
    stopped = why;
    child.kill();
  };
  const limit = options.limitMs === undefined ? undefined : setTimeout(() => stop('took too long'), options.limitMs);
  const endWatch = options.watch === undefined ? undefined : watchGrowth(options.watch, stop);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit, signal) => resolve(exit ?? signal));
    });
    if (stopped !== null)
      throw new SetUpError(options.otherwise ?? `${program} ${stopped}.`, `${tail}\n${program} ${stopped}.`);
    if (code !== 0) throw new SetUpError(options.otherwise ?? `${program} ended with ${code}.`, tail);
    return output;
  } catch (error) {
    if (error instanceof SetUpError) throw error;
    const reason = `${program} could not be started: ${error instanceof Error ? error.message : error}`;
    throw new SetUpError(options.otherwise ?? reason, reason);
  } finally {
    clearTimeout(limit);
    endWatch?.();
  }
}

/**
 * @param {NonNullable<RunOptions['watch']>} watch
 * @param {(why: string) => void} stop
 */
function watchGrowth({ folder, total, stallMs, report }, stop) {
  let bytes = 0;
  let ended = false;
  let grewAt = Date.now();
  const timer = setInterval(async () => {
    const now = await folderBytes(folder);
    if (ended) return;
    if (now !== bytes) {
      bytes = now;
      grewAt = Date.now();
      report.progress(bytes, total);
    } else if (Date.now() - grewAt > stallMs) {
      stop(`received nothing for ${Math.round(stallMs / 1000)} s`);
    }
  }, STALL_CHECK_MS);
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

/**
 * @param {string} name
 * @returns {string | null} the full path of a program on the PATH
 */
export function findProgram(name) {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/** How npm is run by the npm that runs us, else the one beside this Node.js, else whatever is on the PATH. */
function npmCommand() {
  const candidates = [
    process.env['npm_execpath'],
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((file) => file?.endsWith('npm-cli.js') && existsSync(file));
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/**
 * @param {string[]} args
 * @param {RunOptions} options
 */
export function npm(args, options = {}) {
  const [program = 'npm', ...first] = npmCommand();
  return run(program, [...first, ...args], options);
}
