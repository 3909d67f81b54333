import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { SetUpError } from '../setup/process.mjs';
import { bundledLists } from './bundled.mjs';
import { CODE, trace } from './trace.mjs';

const FROM_NODE_MODULES = /^node_modules\//;

/** What tracing cannot see. @type {import('./trace.mjs').Known} */
const KNOWN = {
  leftOut: {
    webgpu: "plain Node.js's WebGPU, 21 MB, which cannot work inside Electron and is not asked for there (docs/decisions/015-webgpu.md)",
  },
  // The native binding, by its path in the runtime that ships as a resource.
  computed: [/BINDING_FILE/],
};

/**
 * Follows what every file of the built app loads.
 *
 * @param {string} project a checkout in which the app is built, or what is packed
 */
export async function traceApp(project) {
  const entries = [];
  for (const room of ['main', 'preload']) {
    for (const each of await readdir(join(project, 'out', room), { recursive: true, withFileTypes: true })) {
      if (each.isFile() && CODE.has(extname(each.name))) entries.push(join(each.parentPath, each.name));
    }
  }
  return trace(project, entries, KNOWN);
}

/**
 * What ships of npm's packages.
 *
 * @param {string} project a checkout in which the app is built
 * @returns {Promise<{ modules: string[], packages: string[] }>} the files that the app loads, and the names of all packages of
 *   which anything ships, as files or compiled into the windows
 * @throws {SetUpError} where something would be missing from the package
 */
export async function contents(project) {
  const { files, packages, problems } = await traceApp(project);
  if (problems.length > 0) {
    throw new SetUpError('The package would not start, for want of what its files import. Mend the lines above (npm ci installs what is missing), then run the command again.', problems.join('\n'));
  }
  const lists = bundledLists(join(project, 'out')).map(async (file) => /** @type {string[]} */ (JSON.parse(await readFile(file, 'utf8'))));
  const names = [...packages.map((folder) => folder.replace(FROM_NODE_MODULES, '')), ...(await Promise.all(lists)).flat()];
  return { modules: files.filter((file) => FROM_NODE_MODULES.test(file)), packages: [...new Set(names)].sort() };
}
