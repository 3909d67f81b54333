// The packages that can be made on this system.
import { findProgram, SetUpError } from '../setup/process.mjs';
import { PACKAGE } from './facts.mjs';
import { appImageObstacle, makeAppImage } from './linux/appimage.mjs';
import { makeDeb } from './linux/deb.mjs';
import { makeRpm, rpmObstacle } from './linux/rpm.mjs';

/**
 * @typedef {object} Meta
 * @property {string} version
 * @property {NodeJS.Architecture} arch
 * @property {Date} date
 * @property {boolean} quick as fast as can be, however large: for tests
 * @property {() => import('electron-builder').Configuration} configure
 */

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {() => Promise<string | null> | string | null} obstacle why it cannot be made here, as a sentence
 * @property {(tree: string, folder: string, meta: Meta) => Promise<string>} make from the app's folder, and returns the file
 * @property {number} [limit] in bytes, how large it may be
 */

/** @param {string} ending @param {string} version */
export const archiveName = (ending, version) =>
  `${PACKAGE.name}-${version}-${process.platform}-${process.arch}.${ending}`;

/** @param {string} name @returns {Target} what electron-builder makes of the app's folder */
const builders = (name) => ({
  name,
  obstacle: () => null,
  make: async (tree, _folder, { configure, quick }) => {
    process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] = quick ? '1' : '7';
    const { build, Platform } = await import('electron-builder');
    const files = await build({
      targets: Platform.current().createTarget(name),
      prepackaged: tree,
      config: configure(),
      publish: 'never',
    });
    const [file] = files.filter((each) => each.endsWith(name === 'nsis' ? '.exe' : `.${name}`));
    if (file === undefined) throw new SetUpError(`electron-builder made no ${name}.`);
    return file;
  },
});

/** @type {Partial<Record<NodeJS.Platform, Target[]>>} */
const TARGETS = {
  linux: [
    {
      name: 'deb',
      obstacle: () =>
        findProgram('dpkg-deb') === null ? 'A Debian package is made by dpkg-deb, which is not here.' : null,
      make: makeDeb,
      limit: 260e6,
    },
    { name: 'rpm', obstacle: rpmObstacle, make: makeRpm },
    { name: 'AppImage', obstacle: () => appImageObstacle(), make: makeAppImage, limit: 320e6 },
    // 330 was meant. Gzip makes 154 MB of TensorFlow, where xz makes 94, and 40 of Node.js, which came later.
    { ...builders('tar.gz'), limit: 355e6 },
  ],
  win32: [builders('nsis'), builders('zip')],
  darwin: [builders('dmg'), builders('zip')],
};

/**
 * @param {string[]} only their names; none: all
 * @returns {Target[]}
 * @throws {SetUpError} for a name that is none of this system's
 */
export function chosenTargets(only, platform = process.platform) {
  const all = TARGETS[platform] ?? [];
  const unknown = only.filter((name) => !all.some((target) => target.name === name));
  if (unknown.length > 0)
    throw new SetUpError(
      `There is no package "${unknown.join('", "')}" for this system. There are: ${all.map(({ name }) => name).join(', ')}.`,
    );
  return only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
}
