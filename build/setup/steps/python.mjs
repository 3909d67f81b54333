import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readJson } from '../files.mjs';
import { cacheRoot, PROJECT } from '../paths.mjs';
import { findProgram, run } from '../process.mjs';
import { megabytes } from '../report.mjs';

/** pip's own kind of lock file: exact versions and the hashes of their wheels. */
const REQUIREMENTS = join(PROJECT, 'build', 'setup', 'python-tests.txt');
const INSTALLED_BYTES = 70e6;
const STAMP = 'set-up.json';

/**
 * The folder of the Python packages that the tests read files back with; `packages` in it is for PYTHONPATH.
 *
 * @param {string} cache
 */
export function testPythonFolder(cache = cacheRoot()) {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  return join(cache, 'python', `tests-${hash.slice(0, 12)}`);
}

/**
 * Fetches them with pip, for the tests alone; the app needs no Python.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 */
export async function installTestPython(report, cache) {
  report.begin('Python packages for the tests');
  if (process.platform !== 'linux' && findProgram('python3') === null) {
    report.warn('there is no python3 here, so no test reads event files back with TensorBoard.');
    return;
  }
  // Some of them are compiled for one version of Python.
  const python = (await run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])).trim();
  const folder = testPythonFolder(cache);
  const stamp = /** @type {{ python: string } | null} */ (await readJson(join(folder, STAMP)));
  if (stamp?.python === python) {
    report.done(folder);
    return;
  }
  report.work(`fetching TensorBoard's readers with pip (${megabytes(INSTALLED_BYTES)} on disk)`);
  await makeFolder(cache, folder, async (partial) => {
    const temporary = join(partial, 'tmp');
    await mkdir(temporary);
    const options = [
      '--no-deps',
      '--require-hashes',
      '--only-binary=:all:',
      '--no-cache-dir',
      '--no-compile',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
    ];
    await run(
      'python3',
      ['-m', 'pip', 'install', ...options, '--target', join(partial, 'packages'), '-r', REQUIREMENTS],
      {
        env: { TMPDIR: temporary, PIP_ROOT_USER_ACTION: 'ignore' },
        watch: { folder: partial, total: INSTALLED_BYTES, stallMs: 300_000, report },
        otherwise:
          "pip could not fetch TensorBoard's readers, which the tests need. Check the network and the free disk space, then run the command again.",
      },
    );
    await rm(temporary, { recursive: true });
    await writeFile(join(partial, STAMP), JSON.stringify({ python }));
  });
  report.done(`for Python ${python} in ${folder}`);
}

/**
 * Whether they have still to be fetched, so that pip is needed.
 *
 * @param {string} cache
 */
export async function needsTestPython(cache) {
  return (await readJson(join(testPythonFolder(cache), STAMP))) === null;
}
