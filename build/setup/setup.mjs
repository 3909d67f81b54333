// Everything between a fresh clone and the running app. Run by npm start, npm test and the other commands;
// `npm run setup` runs it alone, and tries again what failed within the last day.
import { pathToFileURL } from 'node:url';
import { hasDisplay } from './launch.mjs';
import { withLock } from './lock.mjs';
import { cacheRoot } from './paths.mjs';
import { SetUpError } from './process.mjs';
import { Report } from './report.mjs';
import { buildApp } from './steps/build.mjs';
import { installElectron } from './steps/electron.mjs';
import { checkNode } from './steps/node.mjs';
import { installPackages } from './steps/packages.mjs';
import { installTestPython, needsTestPython } from './steps/python.mjs';
import { checkSandbox } from './steps/sandbox.mjs';
import { checkSystemPackages } from './steps/system-packages.mjs';
import { installTensorFlow, needsRuntime } from './steps/tensorflow.mjs';
import { installVision, needsVision } from './steps/vision.mjs';

/**
 * @typedef {object} SetUpOptions
 * @property {boolean} [tests] also what the tests need
 * @property {boolean} [packages] also what all packages of this system are made and tried with
 * @property {boolean} [build] also build the app
 * @property {boolean} [window] Electron is to be started, on a display or by tests
 * @property {boolean} [quiet] say nothing where there is nothing to do, and nothing on standard output
 * @property {boolean} [retry] try again what failed within the last day
 */

/**
 * Does what is still to be done.
 *
 * @param {SetUpOptions} options
 * @returns {Promise<{ electron: import('./steps/electron.mjs').InstalledElectron, environment: NodeJS.ProcessEnv }>}
 *   the Electron to use, and the environment in which every tool uses it
 */
export async function setUp({
  tests = false,
  packages = false,
  build = true,
  window = true,
  quiet = false,
  retry = false,
} = {}) {
  const report = new Report(quiet ? { stream: process.stderr, quiet } : {});
  const cache = cacheRoot();
  report.begin('Set-up');
  return withLock(
    cache,
    (pid) => report.warn(`waiting for another set-up (process ${pid})`),
    async () => {
      checkNode(report);
      const python = (tests && (await needsTestPython(cache))) || (await needsVision(cache, retry));
      await checkSystemPackages(report, {
        window: true,
        tests,
        packages,
        buildTools: await needsRuntime(cache, retry),
        python,
      });
      await installPackages(report);
      const electron = await installElectron(report, cache);
      // FORGER_NODE: beside Electron, pictures are read and written by the Node that runs us (electron/main/jobs/plain-node.ts).
      const environment = {
        ...process.env,
        ELECTRON_OVERRIDE_DIST_PATH: electron.folder,
        FORGER_NODE: process.execPath,
      };
      await installTensorFlow(report, cache, retry);
      await installVision(report, cache, retry);
      if (tests) await installTestPython(report, cache);
      if (build) await buildApp(report, environment);
      if (window && (tests || hasDisplay())) await checkSandbox(report, electron.folder);
      return { electron, environment };
    },
  );
}

/** What the system may refuse at any step. */
const REFUSALS = new Map([
  ['ENOSPC', 'The disk is full. Set-up needs about 3 GB; free some space, then run the command again.'],
  ['EDQUOT', 'Your disk quota is used up. Set-up needs about 3 GB; free some space, then run the command again.'],
  ['EACCES', 'A file or folder may not be written. Check whose it is, then run the command again.'],
  ['EPERM', 'A file or folder may not be written. Check whose it is, then run the command again.'],
  ['EROFS', 'That disk is read-only. Set FORGER_CACHE to a folder elsewhere, then run the command again.'],
]);

/** @param {unknown} error */
function explained(error) {
  if (error instanceof SetUpError) return error;
  // "Unknown option '--x'"
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return { message: error.message, details: '' };
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
  return {
    message:
      REFUSALS.get(String(error.code)) ??
      'The system did not do what set-up asked of it, as the line above says. Put that right, then run the command again.',
    details: error.message,
  };
}

/**
 * Runs a command of ours to its end: what the person did not do right gets a sentence, a fault of ours a trace.
 *
 * @param {() => Promise<number>} command returns the exit code
 */
export async function main(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    const { message, details } = explained(error);
    process.stderr.write(`\n${details ? `${details.trimEnd()}\n\n` : ''}${message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await setUp({ retry: true, tests: process.argv.includes('--tests') });
    return 0;
  });
}
