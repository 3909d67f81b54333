// The files of the project, without what git ignores.
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isMissing } from '../setup/files.mjs';
import { run } from '../setup/process.mjs';

/**
 * All files, new ones and those deleted but not committed among them. A copy that is no repository is walked instead.
 *
 * @param {string} root
 * @returns {Promise<string[]>} their paths below it, with slashes
 */
export async function treeFiles(root) {
  if (!existsSync(join(root, '.git'))) return walked(root);
  const list = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  return list.split('\0').filter((name) => name !== '');
}

/** @param {string} root */
async function walked(root) {
  const lines = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
  const folders = lines.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1));
  const endings = lines.filter((line) => line.startsWith('*')).map((line) => line.slice(1));
  const isIgnored = (/** @type {string} */ path) =>
    folders.some((folder) => path === folder || path.endsWith(`/${folder}`)) ||
    endings.some((ending) => path.endsWith(ending));
  /** @type {string[]} */
  const files = [];
  const walk = async (/** @type {string} */ folder) => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = relative(root, join(folder, entry.name)).replaceAll('\\', '/');
      if (isIgnored(path)) continue;
      if (entry.isDirectory()) await walk(join(folder, entry.name));
      else files.push(path);
    }
  };
  await walk(root);
  return files.sort();
}

/**
 * Copies them as they stand.
 *
 * @param {string} root
 * @param {string} folder
 */
export async function copyTree(root, folder) {
  for (const name of await treeFiles(root)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(root, name), join(folder, name), { verbatimSymlinks: true }).catch((error) => {
      // Deleted, and not committed yet.
      if (!isMissing(error)) throw error;
    });
  }
}
