import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { ForgerError } from '@shared/contract/errors.ts';
import { asForgerError, entriesOverlap, NotAFile, openFileSync, systemCode } from '../files/index.ts';
import { BUNDLE_LIMITS, bundlePart, isBundleFolder } from './format.ts';

/** One sentence about a run file that is not opened. */
export const refused = (why: string, cause?: unknown): ForgerError =>
  new ForgerError('damaged', `This run file cannot be opened: ${why}. Get it again, or ask who made it.`, { cause });

const SAFE_NAME = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*\/?$/;
const LONGEST_NAME = 120;
const ENCRYPTED = 0x1 | 0x40 | 0x2000;
const METHODS = [0, 8];
/** Upper half of the external attributes where a Unix made the entry: type and mode. */
const TYPE_BITS = 0xf000;
const REGULAR = 0x8000;
const FOLDER = 0x4000;
/** End record, and the two that large archives have before it. */
const END_BYTES = 22 + 20 + 56;

/** A name as it may be shown: it comes from a stranger. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 60)).replace(/[^\x20-\x7e]/g, '?');

function nameOf(entry: Entry): string {
  // Taken byte by byte: names of ours have one spelling, and no decoder may give them another.
  const name = entry.fileNameRaw.toString('latin1');
  if (name.length > LONGEST_NAME || !SAFE_NAME.test(name)) throw refused(`it holds a file named ${shown(name)}`);
  return name;
}

function checkEntry(entry: Entry, name: string): void {
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw refused(`${name} in it is encrypted`);
  if (!METHODS.includes(entry.compressionMethod)) throw refused(`${name} in it is packed in an unknown way`);
  const type = (entry.externalFileAttributes >>> 16) & TYPE_BITS;
  if (type !== 0 && type !== (name.endsWith('/') ? FOLDER : REGULAR))
    throw refused(`${name} in it is a link or device`);
  if (name.endsWith('/')) {
    if (size !== 0 || !isBundleFolder(name)) throw refused(`it holds a folder named ${shown(name)}`);
    return;
  }
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(packed)) throw refused(`${name} in it has no real size`);
  if (size > BUNDLE_LIMITS.ratioFrom && size > packed * BUNDLE_LIMITS.ratio)
    throw refused(`${name} in it would unpack to ${BUNDLE_LIMITS.ratio} times its size`);
}

/** The file is let go with the zip, also where that cannot be opened. */
async function opened(path: string, options: Parameters<typeof fromFdPromise>[1]): Promise<ZipFile> {
  const file = openFileSync(path);
  try {
    return await fromFdPromise(file, options);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** yauzl's types call this a boolean: the byte that its reading of the directory has come to. */
const cursorOf = (zip: ZipFile): number => Number(zip.readEntryCursor);

/**
 * A zip that a stranger made, opened for reading: only after its whole directory was looked at, and held to what
 * a run file is. Every file read is held to its size and CRC.
 */
export class UntrustedZip {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws {ForgerError} `damaged` for anything but a whole zip of harmless entries; `not-found`, `no-access` */
  static async open(path: string): Promise<UntrustedZip> {
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true } as const;
    const zip = await opened(path, options).catch((error: unknown) => {
      if (error instanceof NotAFile) throw refused('it is no file', error);
      if (systemCode(error)?.startsWith('E')) throw asForgerError(error);
      throw refused('it is cut off, or no run file at all', error);
    });
    try {
      return new UntrustedZip(zip, await readDirectory(zip));
    } catch (error) {
      zip.close();
      throw error instanceof ForgerError ? error : refused('its directory is damaged', error);
    }
  }

  /** Names of the files in it. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Bytes of a file once unpacked, as the directory says; null where there is none of that name. */
  sizeOf(name: string): number | null {
    return this.#entries.get(name)?.uncompressedSize ?? null;
  }

  /** The bytes of a file, in pieces. @throws {ForgerError} `damaged` unless size and CRC are as the directory says */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) throw refused(`${name} is missing in it`);
    let source: Readable | undefined;
    let crc = 0;
    try {
      const local = await this.#zip.readLocalFileHeaderPromise(entry);
      if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod)
        throw refused(`${name} in it goes by two names`);
      source = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of source as AsyncIterable<Buffer>) {
        crc = crc32(chunk, crc);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof ForgerError ? error : refused(`${name} in it is damaged`, error);
    } finally {
      source?.destroy();
    }
    if (crc !== entry.crc32) throw refused(`${name} in it is damaged`);
  }

  /** A whole file of a kind that is small. */
  async readSmall(name: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.read(name)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /**
   * Holds every name and size to those of a run file.
   * @throws {ForgerError} `damaged`
   */
  checkParts(): void {
    let total = 0;
    for (const [name, { uncompressedSize: size }] of this.#entries) {
      const part = bundlePart(name);
      if (!part) throw refused(`it holds a file that no run has, ${shown(name)}`);
      if (size > part.most) throw refused(`${name} in it is too large`);
      total += size;
    }
    if (total > BUNDLE_LIMITS.totalBytes) throw refused('it would unpack to more than any run takes');
  }

  close(): void {
    this.#zip.close();
  }
}

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  const directory = cursorOf(zip);
  if (zip.entryCount > BUNDLE_LIMITS.entries) throw refused(`it claims to hold ${zip.entryCount} files`);
  if (zip.fileSize - directory > BUNDLE_LIMITS.directoryBytes) throw refused('its directory is too large');
  const files = new Map<string, Entry>();
  const all: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    checkEntry(entry, name);
    all.push(entry);
    if (name.endsWith('/')) continue;
    if (files.has(name)) throw refused(`${name} is in it twice`);
    files.set(name, entry);
  }
  if (zip.fileSize - cursorOf(zip) > END_BYTES + zip.comment.length)
    throw refused('it holds more than its directory says');
  if (entriesOverlap(all, directory)) throw refused('files in it lie over one another');
  return files;
}
