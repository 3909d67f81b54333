import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A hash over every name and byte below a folder, wherever it lies. */
export function treeHash(folder: string): string {
  const hash = createHash('sha256');
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name),
    file: entry.isFile(),
  }));
  for (const { path, file } of paths.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${relative(folder, path)}\n`);
    if (file) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}
