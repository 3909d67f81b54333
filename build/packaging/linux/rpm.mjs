import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findProgram, run } from '../../setup/process.mjs';
import { ABOUT, PACKAGE, SYNOPSIS } from '../facts.mjs';
import { linkedLibraries } from './depends.mjs';
import { layOut, OWNED, runFolder, script } from './root.mjs';

/** @type {Partial<Record<NodeJS.Architecture, string>>} */
const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };

/** @param {string} version @param {NodeJS.Architecture} arch */
export const rpmName = (version, arch) => `${PACKAGE.name}-${version}-1.${ARCHITECTURES[arch] ?? arch}.rpm`;

/** @returns {string | null} what is missing to make one, as a sentence */
export const rpmObstacle = () =>
  findProgram('rpmbuild') === null
    ? 'An RPM package is made by rpmbuild, which is not here (package rpm or rpm-build).'
    : null;

/**
 * Makes an RPM package by rpmbuild.
 *
 * @param {string} tree the app
 * @param {string} folder of the package
 * @param {{ version: string, arch: NodeJS.Architecture, date: Date, quick: boolean }} meta quick: large, for tests
 * @returns {Promise<string>} the file
 */
export async function makeRpm(tree, folder, { version, arch, date, quick }) {
  const work = join(folder, '.rpm');
  const root = join(work, 'root');
  await rm(work, { recursive: true, force: true });
  await layOut(tree, root, { version, date });
  const runs = await runFolder(tree, version);
  // An RPM asks for libraries by their names; the mark is that of all 64-bit ones.
  const requires = (await linkedLibraries(tree))
    .filter((name) => !name.startsWith('ld-linux'))
    .map((name) => `${name}()(64bit)`);
  const spec = join(work, `${PACKAGE.name}.spec`);
  await writeFile(
    spec,
    [
      `Name: ${PACKAGE.name}`,
      `Version: ${version}`,
      'Release: 1',
      `Summary: ${SYNOPSIS}`,
      `License: ${PACKAGE.license}`,
      'AutoReqProv: no',
      ...requires.map((name) => `Requires: ${name}`),
      // Loaded as Electron starts.
      'Requires: libX11-xcb.so.1()(64bit)',
      'Requires: util-linux',
      // Nothing is compiled, stripped or looked through again: what ships is what was tested.
      '%global debug_package %{nil}',
      '%global __os_install_post %{nil}',
      '%global _build_id_links none',
      `%define _binary_payload ${quick ? 'w1.zstdio' : 'w6T0.xzdio'}`,
      '%description',
      ABOUT.join('\n\n'),
      '%post',
      await script('install', runs),
      '%preun',
      'if [ "$1" -eq 0 ]; then',
      await script('remove', runs),
      'fi',
      '%install',
      `cp --archive --link "${root}/." "%{buildroot}"`,
      '%files',
      '%defattr(-,root,root,-)',
      ...(await packaged(root)),
      '',
    ].join('\n'),
  );
  const places = { _topdir: work, _rpmdir: work, _rpmfilename: 'made.rpm', _dbpath: join(work, 'db'), _tmppath: work };
  const defines = Object.entries(places).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  await run(
    'rpmbuild',
    ['-bb', '--target', ARCHITECTURES[arch] ?? arch, ...defines, '--buildroot', join(work, 'build'), spec],
    {
      otherwise: 'rpmbuild could not make the package.',
    },
  );
  const file = join(folder, rpmName(version, arch));
  await rename(join(work, 'made.rpm'), file);
  await rm(work, { recursive: true });
  return file;
}

/** @param {string} root @returns {Promise<string[]>} what the package owns: the app's folder whole, of the system's files each */
async function packaged(root) {
  const entries = await readdir(join(root, 'usr'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  return [OWNED, ...files.filter((path) => !path.startsWith(`${OWNED}/`))].map((path) => `/${path}`);
}
