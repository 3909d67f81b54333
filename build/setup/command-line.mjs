// The process above the command line, in a checkout and in the packed app, where it is a program of its own:
// node command-line.mjs <cli.js> <arguments…>. It loads nothing but Node.js itself.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Partial<Record<NodeJS.Signals, () => void>>} onSignal what to do of signals to us while it runs
 * @returns {Promise<number>} its exit code: 128 and the signal's number where one ended it, as a shell does
 */
export async function ended(child, onSignal) {
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
 * @param {readonly string[]} words the script, and what it is asked
 * @param {object} [how]
 * @param {string} [how.cwd] where relative paths start
 * @param {NodeJS.ProcessEnv} [how.environment]
 * @param {{ write(text: string): unknown }} [how.errors]
 * @param {(gone: () => void) => () => void} [how.watchAbove] calls back when whoever started us has gone without a word
 * @returns {Promise<number>} its exit code
 */
export async function runCommandLine(
  words,
  { cwd = process.cwd(), environment = process.env, errors = process.stderr, watchAbove = () => () => undefined } = {},
) {
  const child = spawn(process.execPath, words, {
    cwd,
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
  const endWatch = watchAbove(() => pass('SIGTERM'));
  const code = await ended(child, {
    SIGINT: () => pass('SIGINT'),
    SIGTERM: () => pass('SIGTERM'),
    SIGHUP: () => pass('SIGHUP'),
  }).finally(endWatch);
  const sudden = SUDDEN.find((name) => code === 128 + constants.signals[name]);
  if (sudden !== undefined)
    errors.write(
      `forger: The system ended this command (${sudden}), most likely because memory ran out. Nothing that was saved is lost: ` +
        'for a run, "forger resume latest" goes on from its newest checkpoint, and "forger fit latest" finds what fits the memory.\n',
    );
  return code;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await runCommandLine(process.argv.slice(2));
