import { existsSync } from 'node:fs';
import { cp, readdir, rm, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { makeFolder } from '../files.mjs';
import { PROJECT } from '../paths.mjs';
import { OFFICIAL_TENSORFLOW as PIN } from '../pins.mjs';
import { run, SetUpError } from '../process.mjs';
import { megabytes } from '../report.mjs';
import { writeRuntime } from './runtime.mjs';
import { tryBinding } from './binding.mjs';

const STALL_MS = 60_000;
const LIMIT_MS = 30 * 60_000;

/**
 * @param {string} platform
 * @param {string} arch
 */
export function officialId(platform, arch) {
  return `tensorflow-gpu-${PIN.tensorflow}-${platform}-${arch}`;
}

/**
 * What the package's own install script makes. Where libraries are found by a relative path (`../../deps/lib`
 * as seen from the binding) both keep their places, and a link makes the binding appear where it is looked for;
 * on Windows the script puts everything into one folder already.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {string} folder
 */
export async function makeOfficial(report, cache, folder) {
  const home = join(PROJECT, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  const made = [join(home, 'deps'), join(home, 'lib')];
  report.work(
    `running the install script of @tensorflow/tfjs-node-gpu (libtensorflow ${PIN.tensorflow}, about ${megabytes(PIN.bytes)})`,
  );
  const path = [join(PROJECT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  try {
    await run(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
      cwd: home,
      env: { PATH: path },
      limitMs: LIMIT_MS,
      otherwise: 'the install script of @tensorflow/tfjs-node-gpu failed',
      watch: { folder: join(home, 'deps'), total: PIN.bytes, stallMs: STALL_MS, report },
    });
    const lib = join(home, 'lib');
    const flavour = existsSync(lib) ? (await readdir(lib)).find((name) => name.startsWith('napi-v')) : undefined;
    if (flavour === undefined) throw new SetUpError('the install script ended without making a binding');
    await makeFolder(cache, folder, async (partial) => {
      if (process.platform === 'win32') {
        await cp(join(lib, flavour), partial, { recursive: true, dereference: true });
      } else {
        await cp(join(lib, flavour), join(partial, 'lib', flavour), { recursive: true });
        await cp(join(home, 'deps', 'lib'), join(partial, 'deps', 'lib'), { recursive: true, verbatimSymlinks: true });
        await symlink(join('lib', flavour, 'tfjs_binding.node'), join(partial, 'tfjs_binding.node'));
      }
      const tensorflow = await tryBinding(join(partial, 'tfjs_binding.node'));
      await writeRuntime(partial, { id: officialId(process.platform, process.arch), tensorflow, variant: 'gpu' });
    });
  } finally {
    for (const leftover of made) await rm(leftover, { recursive: true, force: true });
  }
}
