import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
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

/**
 * Runs a program in the foreground, with its input and output ours, and returns its exit code: 128 and the signal's number
 * where one ended it, as a shell does.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<number>}
 */
export function foreground(program, args, environment) {
  const child = spawn(program, args, { cwd: process.cwd(), env: environment, stdio: 'inherit' });
  // Ctrl-C reaches the child as well, and it decides how to end.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  const forward = () => child.kill('SIGTERM');
  process.on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * Like foreground, for what shows windows: on a virtual display where there is none.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 */
export async function foregroundWithDisplay(program, args, environment) {
  if (hasDisplay()) return foreground(program, args, environment);
  const virtual = findProgram('xvfb-run');
  if (virtual === null) throw new SetUpError('There is no display and no xvfb-run to make one. Install the package xvfb, then run the command again.');
  return foreground(virtual, ['-a', '-s', '-screen 0 1600x1000x24', program, ...args], environment);
}

/**
 * Signals by which a system, or a library that gets no memory, ends a program that could not say so itself.
 * @type {NodeJS.Signals[]}
 */
const SUDDEN = ['SIGABRT', 'SIGBUS', 'SIGKILL', 'SIGSEGV'];

/**
 * Runs the command line. It trains in its own process, so that where TensorFlow gets no memory nobody else is left to say it.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ script?: string, errors?: { write(text: string): unknown } }} [how]
 */
export async function commandLine(args, environment, { script = COMMAND_LINE, errors = process.stderr } = {}) {
  const code = await foreground(process.execPath, [script, ...args], environment);
  const signal = SUDDEN.find((name) => code === 128 + constants.signals[name]);
  if (signal !== undefined)
    errors.write(
      `forger: The system ended this command (${signal}), most likely because memory ran out. Nothing that was saved is lost: ` +
        'for a run, "forger resume latest" goes on from its newest checkpoint, and "forger fit latest" finds what fits the memory.\n',
    );
  return code;
}
