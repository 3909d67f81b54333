import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
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
 * @param {import('node:child_process').ChildProcess} child
 * @param {Partial<Record<NodeJS.Signals, () => void>>} onSignal what to do of signals to us while it runs
 * @returns {Promise<number>} its exit code: 128 and the signal's number where one ended it, as a shell does
 */
async function ended(child, onSignal) {
  for (const [signal, listener] of Object.entries(onSignal)) process.on(signal, listener);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    for (const [signal, listener] of Object.entries(onSignal)) process.off(signal, listener);
  }
}

/**
 * Runs a program in the foreground, with its input and output ours.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 */
export function foreground(program, args, environment) {
  const child = spawn(program, args, { cwd: standing(), env: environment, stdio: 'inherit' });
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

/** What comes so soon after a Ctrl-C is the same one, on another way. */
const SAME_CTRL_C_MS = 1000;

/**
 * Runs the command line. It trains in its own process, so that where TensorFlow gets no memory nobody else is left to say it.
 * A command that stops in order (electron/cli/stop-request.ts) says so over a channel, true or false, and is told there how many
 * times Ctrl-C, or whatever else ends us, has come: one that reached it as well then counts once. The channel's end tells it that
 * we are gone.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ script?: string, errors?: { write(text: string): unknown } }} [how]
 */
export async function commandLine(args, environment, { script = COMMAND_LINE, errors = process.stderr } = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: standing(),
    env: { ...environment, FORGER_LAUNCHED: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let stops = false;
  let times = 0;
  let last = Number.NEGATIVE_INFINITY;
  child.on('message', (message) => {
    stops = message === true;
  });
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    // npm passes on a Ctrl-C that came to us as well. Only Ctrl-C is meant anew when it comes again.
    if (times === 0 || (signal === 'SIGINT' && performance.now() - last > SAME_CTRL_C_MS)) times += 1;
    last = performance.now();
    // It may end meanwhile.
    if (stops) child.send(times, () => undefined);
    else child.kill(signal);
  };
  const endWatch = watchNpm(() => pass('SIGTERM'));
  const code = await ended(child, { SIGINT: () => pass('SIGINT'), SIGTERM: () => pass('SIGTERM'), SIGHUP: () => pass('SIGHUP') }).finally(endWatch);
  const sudden = SUDDEN.find((name) => code === 128 + constants.signals[name]);
  if (sudden !== undefined)
    errors.write(
      `forger: The system ended this command (${sudden}), most likely because memory ran out. Nothing that was saved is lost: ` +
        'for a run, "forger resume latest" goes on from its newest checkpoint, and "forger fit latest" finds what fits the memory.\n',
    );
  return code;
}
