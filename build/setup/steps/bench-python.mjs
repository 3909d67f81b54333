import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readJson } from '../files.mjs';
import { run } from '../process.mjs';

/** What the programs in bench/peers train with, for the CPU; the last two carry the photographs of `npm run bench:quality`. */
const PACKAGES = [
  ...['torch==2.13.0', 'tensorflow-cpu==2.21.0', 'keras==3.15.1', 'numpy==2.4.6'],
  ...['scikit-image==0.26.0', 'scikit-learn==1.9.1'],
];
/** PyTorch's own index has it without the gigabytes for NVIDIA cards. */
const TORCH_INDEX = ['--extra-index-url', 'https://download.pytorch.org/whl/cpu'];
const INSTALLED_BYTES = 2.5e9;
const STAMP = 'set-up.json';

/**
 * Fetches PyTorch and Keras with pip for `npm run bench`; nothing else needs them.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @returns {Promise<string>} the folder of the packages, for PYTHONPATH
 */
export async function installBenchPython(report, cache) {
  report.begin('PyTorch and Keras to compare with');
  const otherwise =
    'PyTorch and Keras could not be fetched with pip, which takes Python 3.11 to 3.13 and 2.5 GB. Name a Python that has them in FORGER_BENCH_PYTHON, or measure Forger alone: npm run bench -- --no-peers.';
  const python = (
    await run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { otherwise })
  ).trim();
  const hash = createHash('sha256')
    .update([...PACKAGES, python].join('\n'))
    .digest('hex');
  const folder = join(cache, 'python', `bench-${hash.slice(0, 12)}`);
  if ((await readJson(join(folder, STAMP))) === null) {
    report.work(`fetching ${PACKAGES.join(', ')} with pip (2.5 GB on disk)`);
    await makeFolder(cache, folder, async (partial) => {
      const temporary = join(partial, 'tmp');
      await mkdir(temporary);
      const options = [
        '--only-binary=:all:',
        '--no-cache-dir',
        '--no-compile',
        '--disable-pip-version-check',
        '--progress-bar',
        'off',
      ];
      await run(
        'python3',
        ['-m', 'pip', 'install', ...options, ...TORCH_INDEX, '--target', join(partial, 'packages'), ...PACKAGES],
        {
          env: { TMPDIR: temporary, PIP_ROOT_USER_ACTION: 'ignore' },
          watch: { folder: partial, total: INSTALLED_BYTES, stallMs: 300_000, report },
          otherwise,
        },
      );
      await rm(temporary, { recursive: true });
      await writeFile(join(partial, STAMP), JSON.stringify({ packages: PACKAGES, python }));
    });
  }
  report.done(`in ${folder}`);
  return join(folder, 'packages');
}
