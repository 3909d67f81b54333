import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, isMissing, readJson } from '../files.mjs';

/**
 * What `native/<id>/runtime.json` says; the binding is `tfjs_binding.node` beside it, the names of `files` are
 * relative to the folder.
 *
 * `binding` is the revision of a binding that set-up built itself.
 *
 * @typedef {{ id: string, tensorflow: string, variant: 'cpu' | 'gpu', binding?: number, files: Record<string, { bytes: number, sha256: string }> }} Runtime
 */

/**
 * @param {string} folder
 * @returns {Promise<Runtime | null>} the runtime in a folder when all its files have their sizes
 */
export async function wholeRuntime(folder) {
  const runtime = /** @type {Runtime | null} */ (await readJson(join(folder, 'runtime.json')));
  if (runtime === null) return null;
  for (const [name, { bytes }] of Object.entries(runtime.files)) {
    const found = await stat(join(folder, name)).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (found?.size !== bytes) return null;
  }
  return runtime;
}

/**
 * Writes runtime.json for a folder that is otherwise complete.
 *
 * @param {string} folder
 * @param {Omit<Runtime, 'files'>} about
 */
export async function writeRuntime(folder, about) {
  /** @type {Runtime['files']} */
  const files = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    files[name] = { bytes: (await stat(path)).size, sha256: await hashFile(path) };
  }
  await writeFile(join(folder, 'runtime.json'), `${JSON.stringify({ ...about, files }, null, 2)}\n`);
}
