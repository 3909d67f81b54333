import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ended, runCommandLine } from './command-line.mjs';
import { watchNpm } from './npm-watch.mjs';
import { PROJECT } from './paths.mjs';
import { findProgram, SetUpError } from './process.mjs';

const COMMAND_LINE = join(PROJECT, 'out', 'main', 'cli.js');

/** Whether a window can be shown. */
export function hasDisplay(platform = process.platform, environment = process.env) {
  return platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/** Chromium's sandbox refuses to work for root; everywhere else it stays on. */
export function sandboxSwitches(platform = process.platform, user = process.getuid?.()) {
  return platform === 'linux' && user === 0 ? ['--no-sandbox'] : [];
}

/** npm's scripts that the person gives paths to. */
const TAKE_PATHS = new Set(['forger', 'start']);

/** Where the person stands, against which relative paths are meant: npm runs scripts in the project, wherever it was called. */
export function standing(environment = process.env) {
  const called = TAKE_PATHS.has(environment['npm_lifecycle_event'] ?? '') ? environment['INIT_CWD'] : undefined;
  return called !== undefined && existsSync(called) ? called : process.cwd();
}

/**
 * Runs a program in the foreground, with its input and output ours.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @param {import('node:child_process').StdioOptions} stdio
 */
export function foreground(program, args, environment, stdio = 'inherit') {
  const child = spawn(program, args, { cwd: standing(), env: environment, stdio });
  const end = () => child.kill('SIGTERM');
  // Ctrl-C reaches the child as well, and it decides how to end.
  return ended(child, { SIGINT: () => undefined, SIGTERM: end, SIGHUP: end });
}

/**
 * Like foreground, for what shows windows: on a virtual display where there is none.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @param {import('node:child_process').StdioOptions} [stdio]
 */
export async function foregroundWithDisplay(program, args, environment, stdio) {
  if (hasDisplay()) return foreground(program, args, environment, stdio);
  const virtual = findProgram('xvfb-run');
  if (virtual === null)
    throw new SetUpError(
      'There is no display and no xvfb-run to make one. Install the package xvfb, then run the command again.',
    );
  return foreground(virtual, ['-a', '-s', '-screen 0 1600x1000x24', program, ...args], environment, stdio);
}

/**
 * Runs the checkout's command line.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 */
export const commandLine = (args, environment) =>
  runCommandLine([COMMAND_LINE, ...args], { cwd: standing(), environment, watchAbove: watchNpm });
