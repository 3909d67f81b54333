import { INVALID_NAME } from '../../invalid-name.ts';
import { LONGEST_PATH } from './limits.ts';

const UNSHOWABLE = /[\p{Cc}\uFFFD]/u;
const ABSOLUTE = /^(?:[a-z]:|\/)/i;
/** What Windows takes for a device, a stream, a pattern, or without its end. */
const WINDOWS_REFUSES = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** One spelling of a name for all systems: some tell capitals apart, some composed and decomposed letters. */
const folded = (path: string): string => path.normalize('NFC').toUpperCase().toLowerCase();

function whyNot(name: string, parts: readonly string[], onWindows: boolean): string | null {
  if (UNSHOWABLE.test(name)) return INVALID_NAME;
  if (ABSOLUTE.test(name)) return 'its name is an absolute path, which could lead anywhere';
  if (parts.includes('..')) return 'its name leads out of the archive';
  if (parts.some((part) => part.includes('\\')))
    return 'its name holds a backslash, which other systems take for a folder';
  if (
    Buffer.byteLength(name) > LONGEST_PATH.bytes ||
    parts.length > LONGEST_PATH.depth ||
    parts.some((part) => Buffer.byteLength(part) > LONGEST_PATH.partBytes)
  )
    return 'its path is too long';
  if (onWindows && parts.some((part) => WINDOWS_REFUSES.test(part))) return 'its name is not possible on this system';
  return null;
}

/** The names in one archive: which of them may become paths below a folder, each once on any system. */
export class ArchiveNames {
  readonly #onWindows: boolean;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(onWindows = process.platform === 'win32') {
    this.#onWindows = onWindows;
  }

  /** @param name as the archive has it, with `/` @returns the parts of a path below the folder, or why it becomes none */
  place(name: string): string[] | { reason: string } {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    const reason = whyNot(name, parts, this.#onWindows);
    if (reason !== null) return { reason };
    if (parts.length === 0) return { reason: 'it has no name' };
    const key = folded(parts.join('/'));
    const folders: string[] = [];
    for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) folders.push(key.slice(0, at));
    if (this.#files.has(key)) return { reason: 'its name is in the archive twice, capitals and accents aside' };
    if (this.#folders.has(key) || folders.some((folder) => this.#files.has(folder)))
      return { reason: 'a file and a folder in the archive have one name' };
    this.#files.add(key);
    for (const folder of folders) this.#folders.add(folder);
    return parts;
  }
}
