// What a Debian or RPM package puts on a system.
import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { hashFile } from '../../setup/files.mjs';
import { PROJECT } from '../../setup/paths.mjs';
import { HELPER_MODE } from '../../setup/steps/sandbox.mjs';
import { APP_ID, CHROME_SANDBOX, IN_USE, LINUX_HOME, LINUX_START, PACKAGE } from '../facts.mjs';
import { desktopEntry, metainfo, mimeType } from './entries.mjs';

/** What the package manager owns; the app runs from a folder beside it, of hard links (scripts/install.sh). */
export const OWNED = `${LINUX_HOME}/package`;
const CURRENT = `/${LINUX_HOME}/current`;
const ICONS = 'build/packaging/resources/icons';
const READABLE = 0o444;

/** @param {string} folder @returns {Promise<string[]>} paths of files and links below it, sorted */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
}

/** Puts a file elsewhere as a hard link, where it can be one. @param {string} from @param {string} to */
export async function linkFile(from, to) {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(() => cp(from, to, { verbatimSymlinks: true }));
}

/**
 * The folder that a build of the app runs from: two builds of a version are two.
 *
 * @param {string} tree
 * @param {string} version
 */
export async function runFolder(tree, version) {
  const hash = createHash('sha256');
  for (const path of await filesBelow(tree)) hash.update(`${path} ${await hashFile(join(tree, path))}\n`);
  return `${version}-${hash.digest('hex').slice(0, 8)}`;
}

/** @param {string} name of a template beside this file @param {string} [folder] that a build runs from */
async function filled(name, folder = '') {
  const text = await readFile(join(import.meta.dirname, name), 'utf8');
  return text.replaceAll('@HOME@', LINUX_HOME).replaceAll('@IN_USE@', IN_USE).replaceAll('@FOLDER@', folder);
}

/** @param {'install' | 'remove'} name @param {string} folder that the build runs from @returns {Promise<string>} lines of POSIX shell, run as root */
export const script = (name, folder) => filled(`scripts/${name}.sh`, folder);

/**
 * Lays out the files below a folder, with their modes; all are root's. The app's are hard links where they can be.
 *
 * @param {string} tree the app
 * @param {string} root
 * @param {{ version: string, date: Date }} meta
 */
export async function layOut(tree, root, { version, date }) {
  await rm(root, { recursive: true, force: true });
  for (const path of await filesBelow(tree)) {
    const [from, to] = [join(tree, path), join(root, OWNED, path)];
    if (path === CHROME_SANDBOX) {
      // A mode is a file's, not a link's.
      await mkdir(dirname(to), { recursive: true });
      await copyFile(from, to);
      await chmod(to, HELPER_MODE);
    } else await linkFile(from, to);
  }
  const write = async (/** @type {string} */ path, /** @type {string} */ text) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write(`${LINUX_HOME}/apparmor-profile`, await filled('apparmor-profile'));
  await write(`usr/share/applications/${PACKAGE.name}.desktop`, desktopEntry(LINUX_START));
  await write(`usr/share/mime/packages/${PACKAGE.name}.xml`, mimeType());
  await write(`usr/share/metainfo/${APP_ID}.metainfo.xml`, metainfo(version, date));
  await write(`usr/share/doc/${PACKAGE.name}/copyright`, await copyright());
  const icons = join(root, 'usr/share/icons/hicolor');
  for (const name of await readdir(join(PROJECT, ICONS))) {
    const to = join(icons, name.replace('.png', ''), 'apps', `${PACKAGE.name}.png`);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(PROJECT, ICONS, name), to);
  }
  await mkdir(join(icons, 'scalable/apps'), { recursive: true });
  await copyFile(join(PROJECT, 'resources/icons/icon.svg'), join(icons, `scalable/apps/${PACKAGE.name}.svg`));
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await symlink(`${CURRENT}/bin/${PACKAGE.name}`, join(root, 'usr/bin', PACKAGE.name));
  await plainModes(root);
}

/** Everybody may read everything, whatever the umask of the building user took away. @param {string} folder */
async function plainModes(folder) {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await plainModes(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode | READABLE);
  }
}

const copyright = async () => `${await readFile(join(PROJECT, 'LICENSE'), 'utf8')}
The licences of everything inside are in ${CURRENT}: LICENSE.electron.txt, LICENSES.chromium.html,
resources/THIRD-PARTY.txt, resources/node/LICENSE, and LICENSE beside TensorFlow and each data set.
`;
