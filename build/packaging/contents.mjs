import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { SetUpError } from '../setup/process.mjs';
import { bundledLists } from './bundled.mjs';
import { CODE, trace } from './trace.mjs';

const FROM_NODE_MODULES = /^node_modules\//;

/** What tracing cannot see. @type {import('./trace.mjs').Known} */
const KNOWN = {
  // The command line's WebGPU: the app has Chromium's (docs/decisions/012-webgpu.md).
  oneOfMany: { webgpu: `dist/${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}` },
  // The native binding, by its path in the runtime that ships as a resource.
  computed: [/BINDING_FILE/],
};

/** The app's own process, which Electron alone runs; every other one of `out/main` the command line starts as well. */
const OF_ELECTRON = 'index.js';

/** @param {string} project @param {'main' | 'preload'} room @returns {Promise<string[]>} */
async function codeOf(project, room) {
  const entries = await readdir(join(project, 'out', room), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && CODE.has(extname(entry.name)))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/**
 * Follows what every file of the built app loads.
 *
 * @param {string} project a checkout in which the app is built, or what is packed
 */
export async function traceApp(project) {
  const rooms = await Promise.all([codeOf(project, 'main'), codeOf(project, 'preload')]);
  return trace(project, rooms.flat(), KNOWN);
}

/**
 * Follows what plain Node.js loads: the command line and the processes that it and the app start.
 *
 * @param {string} project
 */
async function traceProcesses(project) {
  const out = join(project, 'out', 'main');
  const entries = (await readdir(out))
    .filter((name) => CODE.has(extname(name)) && name !== OF_ELECTRON)
    .map((name) => join(out, name));
  return trace(project, entries, KNOWN);
}

/**
 * What ships of npm's packages.
 *
 * @param {string} project a checkout in which the app is built
 * @returns {Promise<{ modules: string[], outside: string[], packages: string[] }>} the files of packages that the app loads, the files
 *   of packages and its own that plain Node.js loads, and the names of all packages of which anything ships, as files or compiled
 *   into the windows
 * @throws {SetUpError} where something would be missing from the package
 */
export async function contents(project) {
  const { files, packages, problems } = await traceApp(project);
  if (problems.length > 0) {
    throw new SetUpError(
      'The package would not start, for want of what its files import. Mend the lines above (npm ci installs what is missing), then run the command again.',
      problems.join('\n'),
    );
  }
  const lists = bundledLists(join(project, 'out')).map(
    async (file) => /** @type {string[]} */ (JSON.parse(await readFile(file, 'utf8'))),
  );
  const names = [
    ...packages.map((folder) => folder.replace(FROM_NODE_MODULES, '')),
    ...(await Promise.all(lists)).flat(),
  ];
  const { files: outside } = await traceProcesses(project);
  return {
    modules: files.filter((file) => FROM_NODE_MODULES.test(file)),
    outside,
    packages: [...new Set(names)].sort(),
  };
}
