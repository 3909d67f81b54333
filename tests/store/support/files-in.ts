import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Every file below a folder, by its path in it, in the order of the names. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** What a JSON file says, without its layout; null where it says nothing. */
export async function meaning(path: string): Promise<string | null> {
  try {
    return JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null; // Gone, or no JSON any more: that is the point of this test.
  }
}
