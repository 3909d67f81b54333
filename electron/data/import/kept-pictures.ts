import { createHash } from 'node:crypto';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportAgain } from '@shared/dataset.ts';
import { openFile, readAt } from '../../store/files/index.ts';
import type { Rendered } from '../decoder/messages.ts';
import { openOnDisk, type OpenedDataset } from '../library/on-disk.ts';
import { readOrigins, type ImageOrigin } from '../library/origins.ts';
import { MAX_IMAGE_FILE_BYTES } from '../limits.ts';
import { digestOfPair } from './pair.ts';
import { unpackFacts } from '../packed-facts.ts';

const CHUNK_BYTES = 1 << 18;

/** SHA-256 of a picture's file; null where a decoder would not read it, and can say why. */
async function digestOf(path: string): Promise<string | null> {
  const file = await openFile(path, { follow: false }).catch(() => null);
  if (!file) return null;
  try {
    if ((await file.stat()).size > MAX_IMAGE_FILE_BYTES) return null;
    const hash = createHash('sha256');
    for (let done = 0; ;) {
      const chunk = await readAt(file, done, CHUNK_BYTES);
      if (chunk.length === 0) return hash.digest('hex');
      hash.update(chunk);
      done += chunk.length;
    }
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/** The digest of what an image was made of. @param paths absolute: of one file, or of a pair's two */
export async function digestOfFiles([path = '', target]: readonly string[]): Promise<string | null> {
  const own = await digestOf(path);
  const other = target === undefined ? own : await digestOf(target);
  return own === null || other === null ? null : digestOfPair(own, other);
}

/** What an import takes, in order. */
export interface TakenImages {
  origins: Iterable<Pick<ImageOrigin, 'path' | 'sha256'>>;
  labels: DatasetRecord['labels'];
  numbers: Uint16Array | null;
}

/** The images of a data set by the content of the files they were made of: what was decoded need not be once more. */
export class KeptPictures {
  readonly #opened: OpenedDataset;
  readonly #origins: readonly ImageOrigin[];
  readonly #images: ReadonlyMap<string, number>;

  private constructor(opened: OpenedDataset, origins: readonly ImageOrigin[]) {
    this.#opened = opened;
    this.#origins = origins;
    this.#images = new Map(origins.map(({ sha256 }, image) => [sha256, image]));
  }

  /** @returns null where it is not known what its images were made of. @throws {ForgerError} `not-found`, `damaged`, … */
  static async open(libraryDir: string, record: DatasetRecord): Promise<KeptPictures | null> {
    const origins = await readOrigins(libraryDir, record);
    return origins && new KeptPictures(await openOnDisk(libraryDir, record.id), origins);
  }

  /** What was made of files of the same content; null where nothing was. @param paths absolute: of one, or of a pair's two */
  async of(paths: readonly string[]): Promise<Rendered | null> {
    const digest = await digestOfFiles(paths);
    const image = digest === null ? undefined : this.#images.get(digest);
    const origin = image === undefined ? undefined : this.#origins[image];
    if (image === undefined || !origin) return null;
    const { pixels } = this.#opened;
    if (pixels instanceof Uint8Array) throw new Error('A data set on the disk was read into memory.');
    return { pixels: pixels.read(Uint32Array.of(image)), facts: unpackFacts(origin.facts, origin.sha256) };
  }

  /**
   * What becomes of the data set when these images are taken. Waits until what it holds was held against its hash.
   * @throws {ForgerError} `invalid-request` where nothing becomes of it, `damaged`
   */
  async compare({ origins, labels, numbers }: TakenImages): Promise<ImportAgain> {
    const { record, verified } = this.#opened;
    await verified;
    const before = new Map<string, number>();
    for (const { sha256 } of this.#origins) before.set(sha256, (before.get(sha256) ?? 0) + 1);
    const places = new Set(this.#origins.map(({ path, sha256 }) => `${sha256}${path}`));
    const changes = { added: 0, moved: 0 };
    let [count, same] = [0, true];
    for (const { path, sha256 } of origins) {
      const left = before.get(sha256) ?? 0;
      before.set(sha256, left - 1);
      if (left <= 0) changes.added += 1;
      else if (!places.has(`${sha256}${path}`)) changes.moved += 1;
      same &&=
        this.#origins[count]?.sha256 === sha256 && this.#labelOf(count) === (numbers && labels?.[numbers[count] ?? 0]);
      count += 1;
    }
    if (same && count === record.count)
      throw new ForgerError(
        'invalid-request',
        `Nothing has changed: the same images would come of it as are in "${record.name}", so no version was made.`,
      );
    return { from: record.id, ...changes, removed: record.count - (count - changes.added) };
  }

  #labelOf(image: number): string | null | undefined {
    const { labels, record } = this.#opened;
    return labels && record.labels?.[labels[image] ?? 0];
  }

  close(): Promise<void> {
    return this.#opened.close();
  }
}
