import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What is not a package's: homes, the package manager's own records, logs and caches. */
const LEFT_OUT = /^(home|root|proc|dev|tmp|run|var\/(lib\/(dpkg|apt|systemd)|log|cache))(\/|$)/;

/** Everything below a root, sorted. @param root a folder of this machine */
export async function listing(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  return paths.filter((path) => !LEFT_OUT.test(path)).sort();
}
