import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromFdPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import { ForgerError } from '@shared/contract/errors.ts';
import { asForgerError, entriesOverlap, openFileSync, systemCode } from '../../../store/files/index.ts';
import { damagedArchive, DamagedEntry, refusedArchive } from './refused.ts';

export const ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000;

/** The library says by words alone what it does not read. */
function explained(error: unknown): ForgerError {
  if (error instanceof ForgerError) return error;
  if (systemCode(error)?.startsWith('E')) return asForgerError(error);
  const words = error instanceof Error ? error.message : '';
  if (words.includes('multi-disk')) return refusedArchive('it is one part of several; join them first', error);
  if (words.includes('strong encryption')) return refusedArchive(ENCRYPTED, error);
  return damagedArchive(error);
}

export const ENCRYPTED = 'it is encrypted; unpack it with its password, and import the folder';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Many programs write UTF-8 without saying so; what is no UTF-8 is the code page of DOS. */
export function nameOf(entry: Entry): string {
  try {
    return utf8.decode(entry.fileNameRaw).replaceAll('\\', '/');
  } catch {
    return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  }
}

/** yauzl's types call this a boolean: the byte that its reading of the directory has come to. */
const cursorOf = (zip: ZipFile): number => Number(zip.readEntryCursor);

async function directoryOf(zip: ZipFile, count: () => void, signal: AbortSignal): Promise<Entry[]> {
  const directory = cursorOf(zip);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    signal.throwIfAborted();
    count();
    entries.push(entry);
  }
  if (entriesOverlap(entries, directory)) throw refusedArchive('files in it lie over one another');
  return entries;
}

/** A zip that a stranger made: opened only after its whole directory was looked at. */
export class OpenZip {
  readonly entries: readonly Entry[];
  readonly #zip: ZipFile;

  private constructor(zip: ZipFile, entries: readonly Entry[]) {
    this.#zip = zip;
    this.entries = entries;
  }

  /**
   * @param count called for each entry met; throws where there are too many
   * @throws ForgerError `damaged`, `not-found`, `no-access`, `cancelled`
   */
  static async open(path: string, count: () => void, signal: AbortSignal): Promise<OpenZip> {
    const file = openFileSync(path);
    let zip: ZipFile;
    try {
      zip = await fromFdPromise(file, { autoClose: false, decodeStrings: false, validateEntrySizes: true });
    } catch (error) {
      closeSync(file);
      throw explained(error);
    }
    try {
      return new OpenZip(zip, await directoryOf(zip, count, signal));
    } catch (error) {
      zip.close();
      signal.throwIfAborted();
      throw explained(error);
    }
  }

  /** The bytes of a file. @throws {DamagedEntry} unless size and CRC are as the directory says; the disk's errors */
  async *read(entry: Entry): AsyncGenerator<Uint8Array> {
    let source: Readable | undefined;
    let crc = 0;
    try {
      source = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of source as AsyncIterable<Buffer>) {
        crc = crc32(chunk, crc);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof ForgerError || systemCode(error) === 'EIO') throw error;
      throw new DamagedEntry('It cannot be inflated.', { cause: error });
    } finally {
      source?.destroy();
    }
    if (crc !== entry.crc32) throw new DamagedEntry('Its CRC differs.');
  }

  close(): void {
    this.#zip.close();
  }
}
