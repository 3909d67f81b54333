import { fork } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What a command printed, and its exit code.
 * @typedef {{ code: number, out: string, err: string }} Said
 */

const CACHE = process.env['FORGER_CACHE'] || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'forger');

/**
 * The environment of the old program: the runtimes of this machine, and a cache of its own, so that nothing it decides
 * follows from what was measured here before.
 * @param {string} cache
 * @returns {NodeJS.ProcessEnv}
 */
export const oldEnvironment = (cache) => ({
  ...process.env,
  FORGER_CACHE: cache,
  FORGER_NATIVE: process.env['FORGER_NATIVE'] ?? join(CACHE, 'native'),
});

/** A built command line of another time, in one process that runs one command after another. */
export class OldProgram {
  /**
   * @param {string} script `out/main/cli.js` of a build that finds node_modules above it
   * @param {string} cache an empty folder, or what this program keeps of earlier commands
   * @param {NodeJS.ProcessEnv} [more]
   */
  constructor(script, cache, more = {}) {
    this.child = fork(join(import.meta.dirname, 'run-commands.mjs'), [script], {
      execArgv: [],
      env: { ...oldEnvironment(cache), ...more },
    });
  }

  /**
   * Runs a command to its end, whatever its exit code.
   * @param {readonly string[]} words
   * @returns {Promise<Said>}
   */
  async run(words) {
    const over = new AbortController();
    this.child.send([...words]);
    const gone = once(this.child, 'exit', { signal: over.signal }).then(() => {
      throw new Error(`The old program ended: ${words.join(' ')}`);
    });
    const [said] = await Promise.race([once(this.child, 'message', { signal: over.signal }), gone]);
    over.abort();
    await gone.catch(() => undefined);
    return said;
  }

  /**
   * Runs a command that has to end well.
   * @param {readonly string[]} words
   * @returns {Promise<string>} what it printed
   */
  async must(words) {
    const { code, out, err } = await this.run(words);
    if (code !== 0) throw new Error(`forger ${words.join(' ')} ended with ${code}: ${err}`);
    return out;
  }

  async close() {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
