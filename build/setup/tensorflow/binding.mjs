import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../process.mjs';

const require = createRequire(import.meta.url);

/**
 * The binding speaks Node-API only, so the headers of the npm package node-api-headers are all it needs of
 * Node.js: no matter which one runs, nothing is downloaded, and one binary serves Node.js and Electron.
 */
const COMMON = {
  target_defaults: {
    default_configuration: 'Release',
    configurations: { Release: { cflags: ['-O3'] } },
    cflags: ['-fPIC', '-pthread'],
    ldflags: ['-pthread'],
  },
};

/** @param {string} libraries the folder of TensorFlow's libraries */
const recipe = (libraries) => ({
  targets: [
    {
      target_name: 'tfjs_binding',
      sources: ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
      defines: ['NAPI_VERSION=8'],
      include_dirs: ['include'],
      cflags_cc: ['-std=c++17', '-fexceptions', '-w'],
      library_dirs: [libraries],
      // The libraries are found beside the binding, wherever both are moved to.
      libraries: ["-Wl,-rpath,'$$ORIGIN'", '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    },
  ],
});

/**
 * Builds tfjs_binding.node with node-gyp.
 *
 * @param {string} work holds `binding/` (the sources) and `include/` (TensorFlow's headers)
 * @param {string} folder holds the libraries, receives the binding
 */
export async function buildBinding(work, folder) {
  const headers = join(work, 'node', 'include', 'node');
  await mkdir(headers, { recursive: true });
  await cp(require('node-api-headers').include_dir, headers, { recursive: true });
  await writeFile(join(headers, 'common.gypi'), JSON.stringify(COMMON));
  await writeFile(join(work, 'binding.gyp'), JSON.stringify(recipe(folder)));
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  await run(process.execPath, [nodeGyp, 'rebuild', `--nodedir=${join(work, 'node')}`], {
    cwd: work,
    otherwise: 'the binding could not be built; it needs Python 3, make and a C++17 compiler (on Debian: build-essential)',
  });
  await copyFile(join(work, 'build', 'Release', 'tfjs_binding.node'), join(folder, 'tfjs_binding.node'));
}

/**
 * Loads the binding in a process of its own, which may crash.
 *
 * @param {string} binding
 * @returns {Promise<string>} the version of TensorFlow it reports
 */
export async function tryBinding(binding) {
  const script = 'process.stdout.write(require(process.argv[1]).TF_Version)';
  return run(process.execPath, ['-e', script, binding], { env: { TF_CPP_MIN_LOG_LEVEL: '2' }, limitMs: 120_000, otherwise: 'the binding does not load' });
}
