import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportReport } from '@shared/dataset.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { writeAll } from '../../store/files/durable.ts';
import { buildFolder, makeFolder, sweepLeftovers, writeNewFile } from '../../store/files/index.ts';
import { DatasetHash, labelBytes } from '../hash.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import { drawThumbnail, thumbnailIndices } from '../thumbnail.ts';
import { datasetDir, datasetsDir } from './folder.ts';

const BUFFER_BYTES = 1 << 20;

/** What is known of a data set once its pixels are all there. */
export interface DatasetFacts extends Pick<DatasetRecord, 'name' | 'source' | 'licence' | 'labels' | 'fit'> {
  /** Label number of each image; null without labels. */
  numbers: Uint16Array | null;
  report: ImportReport;
  /** Of a data set that was made elsewhere: the hash that its content must have. */
  hash?: string;
}

/** Takes pixels as they come and keeps none of them. */
export class PixelWriter {
  readonly #file: FileHandle;
  readonly #hash: DatasetHash;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  #written = 0;

  constructor(file: FileHandle, hash: DatasetHash) {
    this.#file = file;
    this.#hash = hash;
  }

  get bytes(): number {
    return this.#written + this.#filled;
  }

  /** @param pixels whole images or pieces of them, in order. @throws ForgerError when the data set grows too large. */
  async append(pixels: Uint8Array): Promise<void> {
    if (this.bytes + pixels.length > MAX_DATASET_BYTES) throw tooManyPixels();
    this.#hash.addPixels(pixels);
    if (this.#filled + pixels.length > BUFFER_BYTES) await this.flush();
    if (pixels.length >= BUFFER_BYTES) {
      await writeAll(this.#file, pixels);
      this.#written += pixels.length;
    } else {
      this.#buffer.set(pixels, this.#filled);
      this.#filled += pixels.length;
    }
  }

  async flush(): Promise<void> {
    await writeAll(this.#file, this.#buffer.subarray(0, this.#filled));
    this.#written += this.#filled;
    this.#filled = 0;
  }
}

export const tooManyPixels = (): ForgerError =>
  new ForgerError(
    'invalid-request',
    `These are more images than a data set may hold (${MAX_DATASET_BYTES / 2 ** 30} GiB): choose a smaller size, or fewer images.`,
  );

/** Ids are made, never taken from a name; short enough to be typed. */
export const newDatasetId = (kind: 'images' | 'letters' = 'images'): string =>
  `${kind}-${randomBytes(4).toString('hex')}`;

/** Writes what is known of a data set beside its pixels, which lie in its folder by now; what says that it is one, last. */
export async function writeFacts(
  folder: string,
  record: DatasetRecord,
  { numbers, report, thumbnail }: { numbers: Uint16Array | null; report: ImportReport; thumbnail: Uint8Array },
): Promise<void> {
  if (numbers) await writeNewFile(join(folder, DATASET_FILES.labels), labelBytes(numbers));
  await writeNewFile(join(folder, DATASET_FILES.thumbnail), thumbnail);
  await writeNewFile(join(folder, DATASET_FILES.report), json(report));
  await writeNewFile(join(folder, DATASET_FILES.record), json(record));
}

async function thumbnailFrom(file: FileHandle, image: ImageShape, count: number): Promise<Uint8Array> {
  const size = image.height * image.width * image.channels;
  const tiles = thumbnailIndices(count).map(async (index) => {
    const tile = new Uint8Array(size);
    await file.read(tile, 0, size, index * size);
    return tile;
  });
  return drawThumbnail(image, await Promise.all(tiles));
}

const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/**
 * Makes a data set: `fill` writes the pixels and says the rest. The folder appears in the library in one
 * rename when all is there; on any failure nothing is left.
 * @param id only for a data set that exists once, such as MNIST.
 * @throws ForgerError
 */
export async function buildDataset(
  libraryDir: string,
  image: ImageShape,
  fill: (pixels: PixelWriter) => Promise<DatasetFacts>,
  id: string = newDatasetId(),
): Promise<{ record: DatasetRecord; report: ImportReport }> {
  await makeFolder(datasetsDir(libraryDir));
  await sweepLeftovers(datasetsDir(libraryDir));
  let made: { record: DatasetRecord; report: ImportReport } | null = null;
  await buildFolder(datasetDir(libraryDir, id), async (folder) => {
    const file = await open(join(folder, DATASET_FILES.pixels), 'wx+');
    try {
      const hash = new DatasetHash();
      const pixels = new PixelWriter(file, hash);
      const { numbers, report, name, source, licence, labels, fit, hash: expected } = await fill(pixels);
      await pixels.flush();
      const count = pixels.bytes / (image.height * image.width * image.channels);
      const record: DatasetRecord = {
        format: 1,
        id,
        name,
        createdAt: new Date().toISOString(),
        source,
        licence,
        image,
        count,
        ...(fit !== undefined && { fit }),
        labels,
        hash: hash.finish(image, count, numbers, labels),
      };
      if (expected !== undefined && record.hash !== expected)
        throw new ForgerError(
          'damaged',
          `The images of "${name}" do not have the hash they came with. Get them again.`,
        );
      await writeFacts(folder, record, { numbers, report, thumbnail: await thumbnailFrom(file, image, count) });
      made = { record, report };
    } finally {
      await file.close();
    }
  });
  if (!made) throw new Error('A data set was built without a record.');
  return made;
}
