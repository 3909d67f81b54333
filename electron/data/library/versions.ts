import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportReport } from '@shared/dataset.ts';
import { reviseChoices } from '@shared/import/revised-choices.ts';
import { revise, type Revised, type Revision } from '@shared/import/revision.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import {
  buildFolder,
  explained,
  makeFolder,
  sweepLeftovers,
  systemCode,
  writeNewFile,
} from '../../store/files/index.ts';
import { openBundled } from '../bundled/bundled.ts';
import { bundledOf } from '../bundled/index.ts';
import { hashTail, rowBytes } from '../hash.ts';
import { countLabels } from '../import/progress.ts';
import { FEWEST_IMAGES } from '../limits.ts';
import { hashFile } from '../reading/hash-file.ts';
import { RowReader } from '../reading/row-reader.ts';
import { drawThumbnail, thumbnailIndices } from '../thumbnail.ts';
import { buildDataset, newDatasetId, writeFacts, type ImportFacts } from './build.ts';
import { readChoices } from './choices.ts';
import { datasetDir, datasetsDir } from './folder.ts';
import { readOrigins } from './origins.ts';
import { imagesOf, pixelRowsOf, spansOf, type PixelRows } from './pixel-rows.ts';
import { imageBytes, readLabels, readRecord } from './read.ts';

export interface MakeVersion {
  libraryDir: string;
  bundledDir: string;
  /** Of the data set that is changed; it stays as it is. */
  id: string;
  revision: Revision;
  signal: AbortSignal;
}

/** What is known of a version, but for its content. */
type Facts = Omit<DatasetRecord, 'count' | 'labels' | 'hash' | 'shares'>;

/** Systems that have no links between files, and folders that lie on such a disk. */
const NO_LINKS = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EACCES']);

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (NO_LINKS.has(systemCode(error) ?? '')) return false;
    throw error;
  }
}

/** @throws {ForgerError} `invalid-request` where nothing changes, or too little stays */
function requireChange({ name, count, labels }: DatasetRecord, { images, names }: Revised): void {
  if (images.length < FEWEST_IMAGES)
    throw new ForgerError(
      'invalid-request',
      `At least ${FEWEST_IMAGES} images of "${name}" have to stay: leave fewer out.`,
    );
  if (images.length === count && JSON.stringify(names) === JSON.stringify(labels))
    throw new ForgerError('invalid-request', `Nothing of "${name}" would change: leave images out, or change labels.`);
}

const reportOf = ({ images, names, numbers }: Revised): ImportReport => ({
  ...{ imported: images.length, refused: [], labels: countLabels(names, numbers), seconds: 0 },
});

function factsOf({ format, image, licence, fit, pairs, source }: DatasetRecord, { name }: Revision): Facts {
  const id = newDatasetId();
  const known = { format, id, name, createdAt: new Date().toISOString(), source, licence, image };
  return { ...known, ...(pairs && { pairs }), ...(fit !== undefined && { fit }) };
}

/** How an import would make the version, and where its images came from, where the data set that it is made from knows that. */
async function importFactsOf(
  libraryDir: string,
  of: DatasetRecord,
  revision: Revision,
  images: Uint32Array,
): Promise<ImportFacts> {
  const choices = await readChoices(libraryDir, of.id);
  const origins = await readOrigins(libraryDir, of);
  if (!choices) return {};
  const byHand = revision.leaveOut.flatMap((image) => origins?.[image]?.path ?? []);
  return {
    choices: reviseChoices(choices, revision, byHand),
    ...(origins && { origins: Array.from(images, (image) => origins[image]).filter((one) => one !== undefined) }),
  };
}

async function thumbnailOf(place: PixelRows, record: DatasetRecord): Promise<Uint8Array> {
  const reader = new RowReader(place);
  try {
    return drawThumbnail(
      record.image,
      thumbnailIndices(record.count).map((image) => reader.read(Uint32Array.of(image))),
    );
  } finally {
    await reader.close();
  }
}

/** A version whose folder holds a link to the pixels, and which of them are its own. @returns null where this disk has no links */
async function sharing(
  args: MakeVersion,
  of: DatasetRecord,
  { revised, ...imported }: ImportFacts & { revised: Revised },
): Promise<DatasetRecord | null> {
  const { libraryDir, revision, signal } = args;
  const { images, names, numbers } = revised;
  const place = await pixelRowsOf(libraryDir, of);
  const rows = images.map((image) => place.rows?.[image] ?? image);
  const own = { ...place, rows };
  const tail = hashTail(of.image, rows.length, numbers, names);
  const record: DatasetRecord = {
    ...factsOf(of, revision),
    ...{ count: rows.length, labels: names },
    shares: { from: of.id, images: of.shares?.images ?? of.count },
    hash: await hashFile(place.path, [...spansOf(own, rows.length)], tail, signal),
  };
  const thumbnail = await thumbnailOf(own, record);
  let links = true;
  await buildFolder(datasetDir(libraryDir, record.id), async (folder) => {
    links = await linked(place.path, join(folder, DATASET_FILES.pixels));
    if (!links) throw new Error('This disk has no links: what was begun of the version goes.');
    await writeNewFile(join(folder, DATASET_FILES.rows), rowBytes(rows));
    await writeFacts(folder, record, { numbers, report: reportOf(revised), thumbnail, ...imported });
  }).catch((error: unknown) => {
    if (links) throw error;
  });
  return links ? record : null;
}

/** A version with pixels of its own. @param pixels of one image each, in the version's order */
async function copied(
  args: MakeVersion,
  of: DatasetRecord,
  { revised, pixels, ...imported }: ImportFacts & { revised: Revised; pixels: AsyncIterable<Uint8Array> },
): Promise<DatasetRecord> {
  const { id, format: _format, image, createdAt: _createdAt, ...facts } = factsOf(of, args.revision);
  const { names: labels, numbers } = revised;
  const { record } = await buildDataset(
    args.libraryDir,
    image,
    async (writer) => {
      for await (const one of pixels) {
        args.signal.throwIfAborted();
        await writer.append(one);
      }
      return { ...facts, ...imported, labels, numbers, report: reportOf(revised) };
    },
    id,
  );
  return record;
}

async function* picked(pixels: Uint8Array, images: Uint32Array, size: number): AsyncGenerator<Uint8Array> {
  for (const image of images) yield pixels.subarray(image * size, (image + 1) * size);
}

/**
 * Makes a version of a data set: a new one with some images left out and labels changed, which shares its pixels with the old
 * one where that is in the library. The old one stays as it is, and may be deleted. Its hash is that of any data set with the
 * same images and labels.
 * @throws {ForgerError} `not-found`, `damaged`, `invalid-request` where nothing would change or stay, …
 */
export async function makeVersion(args: MakeVersion): Promise<DatasetRecord> {
  const { libraryDir, bundledDir, id, revision } = args;
  return explained(async () => {
    await makeFolder(datasetsDir(libraryDir));
    await sweepLeftovers(datasetsDir(libraryDir));
    const bundled = bundledOf(id);
    if (bundled) {
      const { record, pixels, labels } = await openBundled(bundledDir, bundled);
      const revised = revise(record.count, record.labels, labels, revision);
      requireChange(record, revised);
      return copied(args, record, { revised, pixels: picked(pixels, revised.images, imageBytes(record)) });
    }
    const record = await readRecord(libraryDir, id);
    const revised = revise(record.count, record.labels, await readLabels(libraryDir, record), revision);
    requireChange(record, revised);
    const imported = await importFactsOf(libraryDir, record, revision, revised.images);
    const shared = await sharing(args, record, { revised, ...imported });
    return (
      shared ?? copied(args, record, { revised, pixels: imagesOf(libraryDir, record, revised.images), ...imported })
    );
  });
}
