import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportOptions, ImportReport } from '@shared/dataset.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { buildFolder, makeFolder, sweepLeftovers, writeNewFile } from '../../store/files/index.ts';
import { labelBytes } from '../hash.ts';
import { drawThumbnail, thumbnailIndices } from '../thumbnail.ts';
import { datasetDir, datasetsDir } from './folder.ts';
import { writeOrigins, type ImageOrigin } from './origins.ts';
import { PixelWriter } from './pixel-writer.ts';

/** How an import made a data set, where one did. */
export interface ImportFacts {
  /** What was chosen. */
  choices?: ImportOptions;
  /** Where each image came from, in their order. */
  origins?: Iterable<ImageOrigin> | AsyncIterable<ImageOrigin>;
}

/** What is known of a data set once its pixels are all there. */
export interface DatasetFacts
  extends ImportFacts, Pick<DatasetRecord, 'name' | 'source' | 'licence' | 'labels' | 'fit' | 'pairs'> {
  /** Label number of each image; null without labels. */
  numbers: Uint16Array | null;
  report: ImportReport;
  /** Of a data set that was made elsewhere: the hash that its content must have. */
  hash?: string;
}

/** Ids are made, never taken from a name; short enough to be typed. */
export const newDatasetId = (kind: 'images' | 'letters' = 'images'): string =>
  `${kind}-${randomBytes(4).toString('hex')}`;

/** Writes what is known of a data set beside its pixels, which lie in its folder by now; what says that it is one, last. */
export async function writeFacts(
  folder: string,
  record: DatasetRecord,
  {
    numbers,
    report,
    thumbnail,
    choices,
    origins,
  }: ImportFacts & { numbers: Uint16Array | null; report: ImportReport; thumbnail: Uint8Array },
): Promise<void> {
  if (choices) await writeNewFile(join(folder, DATASET_FILES.choices), json(choices));
  if (origins) await writeOrigins(folder, origins);
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
      const imageBytes = image.height * image.width * image.channels;
      const pixels = new PixelWriter(file, imageBytes);
      const {
        numbers,
        report,
        name,
        source,
        licence,
        labels,
        fit,
        pairs,
        choices,
        origins,
        hash: expected,
      } = await fill(pixels);
      await pixels.flush();
      const count = pixels.bytes / imageBytes;
      const record: DatasetRecord = {
        format: 1,
        id,
        name,
        createdAt: new Date().toISOString(),
        source,
        licence,
        image,
        count,
        ...(pairs && { pairs }),
        ...(fit !== undefined && { fit }),
        labels,
        hash: pixels.finish(image, count, numbers, labels),
      };
      if (expected !== undefined && record.hash !== expected)
        throw new ForgerError(
          'damaged',
          `The images of "${name}" do not have the hash they came with. Get them again.`,
        );
      const thumbnail = await thumbnailFrom(file, image, count);
      await writeFacts(folder, record, {
        numbers,
        report,
        thumbnail,
        ...(choices && { choices }),
        ...(origins && { origins }),
      });
      made = { record, report };
    } finally {
      await file.close();
    }
  });
  if (!made) throw new Error('A data set was built without a record.');
  return made;
}
