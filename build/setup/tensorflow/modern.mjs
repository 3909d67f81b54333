import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyPartial, makeFolder, unzip } from '../files.mjs';
import { PROJECT } from '../paths.mjs';
import { fetchWheel } from '../pip-wheel.mjs';
import { MODERN_TENSORFLOW as PIN } from '../pins.mjs';
import { findProgram, run, SetUpError } from '../process.mjs';
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
  const wheel = await fetchWheel(report, cache, PIN);
  report.work(`unpacking the libraries of TensorFlow ${PIN.tensorflow} (850 MB)`);
  const work = await emptyPartial(cache, 'tensorflow-binding');
  await makeFolder(cache, folder, async (partial) => {
    await unzip(wheel, (name) => {
      const kept = KEPT.get(name);
      if (kept !== undefined) return join(partial, kept);
      return HEADERS.test(name) ? join(work, 'include', name.slice('tensorflow/include/'.length)) : null;
    });
    report.work('building the binding with node-gyp (about 15 s)');
    await cp(join(PROJECT, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'binding'), join(work, 'binding'), {
      recursive: true,
    });
    await buildBinding(work, partial);
    if (findProgram('strip') !== null) {
      report.work('removing debug symbols (200 MB)');
      await run('strip', [
        '--strip-unneeded',
        ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) => join(partial, name)),
      ]);
    }
    const version = await tryBinding(join(partial, 'tfjs_binding.node'));
    if (version !== PIN.tensorflow)
      throw new SetUpError(`The binding reports TensorFlow "${version}" instead of ${PIN.tensorflow}.`);
    await writeRuntime(partial, { id: PIN.id, tensorflow: PIN.tensorflow, variant: 'cpu', binding: BINDING_REVISION });
  });
  await rm(work, { recursive: true });
  await rm(wheel);
}
