import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run, SetUpError } from '../process.mjs';

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

/** Raised when the binding changes: runtimes with an older one are made anew. */
export const BINDING_REVISION = 2;

/** Where the sources of tfjs-node are added to, and what is added. */
const ADDITIONS = [
  {
    before: 'TFJSBackend::TFJSBackend(napi_env env)',
    text: `// A serialized ConfigProto in hexadecimal, from the environment: tfjs-node has no way to pass one.
static std::string ConfigFromEnvironment() {
  const char *hex = std::getenv("FORGER_TF_CONFIG");
  std::string bytes;
  for (; hex != nullptr && hex[0] != 0 && hex[1] != 0; hex += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex, 2), nullptr, 16)));
  }
  return bytes;
}

`,
  },
  {
    before: '  tfe_context_ = TFE_NewContext(tfe_options, tf_status.status);',
    text: `  const std::string config = ConfigFromEnvironment();
  TFE_ContextOptionsSetConfig(tfe_options, config.data(), config.size(), tf_status.status);
  if (TF_GetCode(tf_status.status) != TF_OK) {
    NAPI_THROW_ERROR(env, "FORGER_TF_CONFIG holds no configuration of TensorFlow");
  }
`,
  },
  {
    before: '  TF_Buffer *run_options = TF_NewBufferFromString("", 0);',
    text: `  {
    TF_AutoStatus config_status;
    const std::string config = ConfigFromEnvironment();
    TF_SetConfig(session_options, config.data(), config.size(), config_status.status);
  }
`,
  },
];

/** @param {string} source tfjs-node's tfjs_backend.cc @returns {string} the same, taking a configuration from the environment */
export function withConfig(source) {
  return ADDITIONS.reduce((text, { before, text: added }) => {
    if (text.split(before).length !== 2)
      throw new SetUpError(`tfjs-node's binding has changed: "${before.trim()}" is not in it once.`);
    return text.replace(before, () => added + before);
  }, `#include <cstdlib>\n#include <string>\n${source}`);
}

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
  const backend = join(work, 'binding', 'tfjs_backend.cc');
  await writeFile(backend, withConfig(await readFile(backend, 'utf8')));
  await writeFile(join(work, 'binding.gyp'), JSON.stringify(recipe(folder)));
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  await run(process.execPath, [nodeGyp, 'rebuild', `--nodedir=${join(work, 'node')}`], {
    cwd: work,
    otherwise:
      'the binding could not be built; it needs Python 3, make and a C++17 compiler (on Debian: build-essential)',
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
  return run(process.execPath, ['-e', script, binding], {
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    limitMs: 120_000,
    otherwise: 'the binding does not load',
  });
}
