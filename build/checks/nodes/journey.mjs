import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { hashFile, readJson } from '../../setup/files.mjs';
import { PROJECT } from '../../setup/paths.mjs';
import { run, SetUpError } from '../../setup/process.mjs';
import { findRuntime } from '../../setup/steps/tensorflow.mjs';
import { failureLines, total } from '../reports.mjs';
import { copyTree } from '../tree.mjs';

/** The runs that must come out the same, number for number: dense, convolutional, and with gradients of gradients. */
const RUNS = [
  { preset: 'fashion-gan-torch', settings: ['--steps', '100'] },
  { preset: 'wang-dcgan-28', settings: ['--steps', '8', '--batch', '32'] },
  { preset: 'wgan-gp', settings: ['--steps', '5', '--batch', '32'] },
];
const fingerprintOf = (/** @type {string} */ preset) => `the fingerprint of ${preset}`;

/** The facts that are a run's fingerprint. */
export const FINGERPRINTS = RUNS.map(({ preset }) => fingerprintOf(preset));

/** What set-up fetches and Node.js has no part in: shared with the checkout's own cache. The native runtime is built anew. */
const SHARED = ['electron', 'python'];

/** Nothing of the npm that runs us may reach the one of another Node.js. */
const OF_NPM = Object.keys(process.env).filter((name) => /^(npm_(?!config_)|INIT_CWD$|NODE$)/.test(name));

/**
 * A cache of its own, with what need not be fetched again.
 *
 * @param {string} cache
 * @param {string} own
 * @param {string[]} archives
 */
async function shareCache(cache, own, archives) {
  await mkdir(join(own, 'downloads'), { recursive: true });
  for (const name of SHARED) await symlink(join(cache, name), join(own, name));
  for (const archive of archives)
    await copyFile(join(cache, 'downloads', archive), join(own, 'downloads', archive), constants.COPYFILE_FICLONE);
}

const hashText = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');

/** @param {number} since as of performance.now */
const secondsSince = (since) => Math.round((performance.now() - since) / 1000);

/**
 * Tries Forger on one Node.js: set-up in a fresh copy of the checkout, the command line, runs, and the unit tests.
 *
 * @param {import('../../setup/steps/plain-node.mjs').PlainNode} node
 * @param {{ work: string, cache: string, archives: string[], quick: boolean, say: (text: string) => void }} how `work`: an empty folder; `archives`: downloads
 *   in the cache that set-up would fetch
 * @returns {Promise<import('./table.mjs').Outcome>}
 */
export async function journey(node, { work, cache, archives, quick, say }) {
  const started = performance.now();
  /** @type {import('./table.mjs').Outcome} */
  const outcome = { version: node.version, failures: [], facts: {}, commandLine: false, seconds: 0 };
  const checkout = join(work, 'checkout');
  const own = join(work, 'cache');
  const env = {
    ...Object.fromEntries(OF_NPM.map((name) => [name, undefined])),
    npm_execpath: node.npm,
    PATH: [node.folder, process.env['PATH'] ?? ''].join(delimiter),
    FORGER_CACHE: own,
    FORGER_LIBRARY: join(work, 'library'),
  };
  const script = (
    /** @type {string} */ file,
    /** @type {string[]} */ args,
    /** @type {import('../../setup/process.mjs').RunOptions} */ options = {},
  ) => run(node.program, [join(checkout, 'build', 'setup', file), ...args], { cwd: checkout, env, ...options });
  const forger = (/** @type {string[]} */ ...args) =>
    script('forger.mjs', args, { otherwise: `"forger ${args.join(' ')}" failed.` });
  try {
    await copyTree(PROJECT, checkout);
    await shareCache(cache, own, archives);
    say('set-up');
    await script('setup.mjs', quick ? [] : ['--tests'], {
      show: true,
      otherwise: 'Set-up failed; what it said stands above.',
    });
    const runtime = await findRuntime(own);
    if (runtime?.runtime.id !== (await findRuntime(cache))?.runtime.id)
      throw new SetUpError('Set-up made another native runtime than in this checkout; what it said stands above.');
    if (runtime !== null)
      outcome.facts['the binding that set-up built'] = await hashFile(join(runtime.folder, 'tfjs_binding.node'));
    outcome.setUpSeconds = secondsSince(started);

    say('the command line');
    const doctor = JSON.parse(await forger('doctor', '--json'));
    if (doctor.node !== node.version) throw new SetUpError(`"forger doctor" ran on Node.js ${doctor.node}.`);
    outcome.facts['the device that "forger doctor" chooses'] = doctor.chosen;
    outcome.facts['what "forger presets" lists'] = hashText(await forger('presets'));
    for (const { preset, settings } of RUNS) {
      say(preset);
      await forger('train', '--preset', preset, '--dataset', 'fashion-mnist', '--seed', '1', ...settings);
      outcome.facts[fingerprintOf(preset)] = JSON.parse(await forger('fingerprint', 'latest', '--json')).sha256;
    }
    outcome.commandLine = true;

    if (!quick) {
      say('unit tests');
      const file = join(work, 'tests.json');
      // Failed tests are in the report.
      const failed = await script('test.mjs', ['unit', '--report', file], { show: true }).then(
        () => null,
        (error) => error,
      );
      const suites = /** @type {import('../../setup/test.mjs').SuiteReport[] | null} */ (await readJson(file));
      if (suites === null) throw failed ?? new SetUpError('The unit tests left no report.');
      outcome.tests = total(suites.map(({ count }) => count));
      outcome.failures.push(...suites.flatMap(({ name, failures }) => failureLines(name, failures)));
    }
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    outcome.failures.push(
      error.message,
      ...error.details
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-12)
        .map((line) => `    ${line}`),
    );
  }
  return { ...outcome, seconds: secondsSince(started) };
}
