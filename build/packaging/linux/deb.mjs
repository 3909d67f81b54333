import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderBytes } from '../../setup/files.mjs';
import { run } from '../../setup/process.mjs';
import { ABOUT, MAINTAINER, PACKAGE, SYNOPSIS } from '../facts.mjs';
import { debianDepends, linkedLibraries } from './depends.mjs';
import { layOut, runFolder, script } from './root.mjs';

/** @type {Partial<Record<NodeJS.Architecture, string>>} */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
const KIBI = 1024;

/** @param {string} version @param {NodeJS.Architecture} arch */
export const debName = (version, arch) => `${PACKAGE.name}_${version}_${ARCHITECTURES[arch] ?? arch}.deb`;

/** @param {string} body @param {string} when a pattern of the shell for the script's first argument */
const maintainer = (body, when) => `#!/bin/sh\nset -e\ncase "$1" in ${when}) ;; *) exit 0 ;; esac\n\n${body}`;

/**
 * Makes a Debian package by dpkg-deb.
 *
 * @param {string} tree the app
 * @param {string} folder of the package
 * @param {{ version: string, arch: NodeJS.Architecture, date: Date, quick: boolean }} meta quick: large, for tests
 * @returns {Promise<string>} the file
 */
export async function makeDeb(tree, folder, { version, arch, date, quick }) {
  const root = join(folder, '.deb');
  const file = join(folder, debName(version, arch));
  await layOut(tree, root, { version, date });
  const bytes = await folderBytes(root);
  const control = join(root, 'DEBIAN');
  await mkdir(control);
  await writeFile(
    join(control, 'control'),
    [
      `Package: ${PACKAGE.name}`,
      `Version: ${version}`,
      `Architecture: ${ARCHITECTURES[arch] ?? arch}`,
      `Maintainer: ${MAINTAINER}`,
      `Installed-Size: ${Math.ceil(bytes / KIBI)}`,
      `Depends: ${debianDepends(await linkedLibraries(tree)).join(', ')}`,
      'Recommends: xdg-utils, libsecret-1-0',
      'Section: science',
      'Priority: optional',
      `Description: ${SYNOPSIS}`,
      ABOUT.map((paragraph) => ` ${paragraph}`).join('\n .\n'),
      '',
    ].join('\n'),
  );
  const runs = await runFolder(tree, version);
  await writeFile(
    join(control, 'postinst'),
    maintainer(await script('install', runs), 'configure | abort-upgrade | abort-remove | abort-deconfigure'),
  );
  await writeFile(join(control, 'prerm'), maintainer(await script('remove', runs), 'remove'));
  for (const name of ['postinst', 'prerm']) await chmod(join(control, name), 0o755);
  await rm(file, { force: true });
  const compression = quick ? ['-Zzstd', '-z1'] : ['-Zxz', '-z6'];
  await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, file], {
    otherwise: 'dpkg-deb could not make the package.',
  });
  await rm(root, { recursive: true });
  return file;
}
