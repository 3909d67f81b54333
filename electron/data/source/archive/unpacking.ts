import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RefusedFile } from '@shared/dataset.ts';
import { isLitter } from '../walk.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { ArchiveNames } from './names.ts';
import { DamagedEntry, refusedArchive } from './refused.ts';

/** A file in an archive, before anything of it was read. */
export interface ArchiveEntry {
  /** As the archive has it, with `/`: never part of a path of ours before it was looked at. */
  name: string;
  /** Bytes, as the archive says. */
  size: number;
  /** Why the archive's own kind refuses it; null where it does not. */
  reason: string | null;
  /** Its bytes. @throws {DamagedEntry} where they are not what the archive says */
  read(): AsyncIterable<Uint8Array>;
}

export interface ArchiveWork {
  unpacking: Unpacking;
  /** Where it unpacks to. */
  folder: string;
  /** Of the archive itself. */
  packedBytes: number;
  signal: AbortSignal;
  /** Told how much of it is unpacked, 0 … 1. */
  onShare(share: number): void;
}

const ARCHIVE_NAME = /\.(?:zip|tar|tgz|gz|bz2|xz|zst|7z|rar)$/i;
const grouped = (value: number): string => Math.round(value).toLocaleString('en');

/** Writes an archive's files below a folder, and nothing beside it; counts what comes of it while it comes. */
export class Unpacking {
  readonly refused: RefusedFile[] = [];
  readonly #folder: string;
  readonly #packedBytes: number;
  readonly #limits: ArchiveLimits;
  readonly #names = new ArchiveNames();
  readonly #made = new Set<string>();
  #entries = 0;
  #bytes = 0;

  /** @param packedBytes of the archive itself */
  constructor(folder: string, packedBytes: number, limits: ArchiveLimits = ARCHIVE_LIMITS) {
    this.#folder = folder;
    this.#packedBytes = packedBytes;
    this.#limits = limits;
  }

  /** Counts entries, of any kind. @throws ForgerError where there are more than anyone means to import */
  count(entries = 1): void {
    this.#entries += entries;
    if (this.#entries > this.#limits.entries)
      throw refusedArchive(`it holds more than ${grouped(this.#limits.entries)} files`);
  }

  /** Holds the bytes unpacked, or promised, to what may be. @throws ForgerError */
  checkBytes(bytes: number): void {
    const { bytes: most, ratio, ratioFrom } = this.#limits;
    if (bytes > most) throw refusedArchive(`it would unpack to more than ${grouped(most / 2 ** 30)} GiB`);
    if (bytes > ratioFrom && bytes > ratio * this.#packedBytes)
      throw refusedArchive(`it would unpack to more than ${grouped(ratio)} times its size, which pictures never do`);
  }

  /** Writes one file, or lists why not. @throws ForgerError where the whole archive is refused; the disk's errors */
  async take(entry: ArchiveEntry): Promise<void> {
    if (entry.name.split('/').some((part) => part !== '.' && isLitter(part))) return;
    const reason = entry.reason ?? this.#sizeReason(entry);
    const parts = reason === null ? this.#names.place(entry.name) : { reason };
    if (!Array.isArray(parts)) {
      this.refused.push({ path: entry.name, reason: parts.reason });
      return;
    }
    const path = join(this.#folder, ...parts);
    const parent = dirname(path);
    if (!this.#made.has(parent)) await mkdir(parent, { recursive: true });
    this.#made.add(parent);
    try {
      // Never over something that is there already, whatever its name turned out to be on this disk.
      await writeFile(path, this.#counted(entry), { flag: 'wx' });
    } catch (error) {
      if (!(error instanceof DamagedEntry)) throw error;
      await rm(path);
      this.refused.push({ path: entry.name, reason: 'damaged: the archive holds other bytes than it says' });
    }
  }

  #sizeReason({ name, size }: ArchiveEntry): string | null {
    if (ARCHIVE_NAME.test(name)) return 'an archive inside the archive: unpack it, and import it by itself';
    if (size > this.#limits.fileBytes) return `too large: a file of ${grouped(size / 2 ** 20)} MiB`;
    return null;
  }

  /** Its bytes, held to what the archive promised of them. */
  async *#counted(entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
    let written = 0;
    for await (const chunk of entry.read()) {
      written += chunk.length;
      if (written > entry.size) throw new DamagedEntry();
      this.#bytes += chunk.length;
      this.checkBytes(this.#bytes);
      yield chunk;
    }
    if (written < entry.size) throw new DamagedEntry();
  }
}
