import { posix } from 'node:path';

const plain = (path: string): string =>
  path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
const withoutEnding = (name: string): string => name.replace(/\.[^./]+$/, '');

/** Finds the files that a table means, which names them by path, by name alone, or without their ending. */
export class FilesByName {
  readonly #byPath = new Map<string, string>();
  /** Null where several files have it. */
  readonly #byName = new Map<string, string | null>();

  /** @param folder where the table lies; '' for the root @param files relative to the root */
  constructor(folder: string, files: readonly string[]) {
    for (const file of files) {
      this.#byPath.set(plain(folder === '' ? file : posix.relative(folder, file)), file);
      const name = plain(posix.basename(file));
      for (const short of new Set([name, withoutEnding(name)]))
        this.#byName.set(short, this.#byName.has(short) ? null : file);
    }
  }

  find(name: string): string | null {
    const path = plain(name);
    return this.#byPath.get(path) ?? (path.includes('/') ? null : this.#byName.get(path)) ?? null;
  }
}
