import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ForgerError } from '@shared/contract/errors.ts';
import { datasetRecordSchema, type DatasetRecord, type ImportReport } from '@shared/dataset.ts';
import { parseJsonText } from '@shared/json.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { RunRecord } from '@shared/run.ts';
import {
  adoptDataset,
  datasetDir,
  datasetThumbnail,
  importReportSchema,
  labelFileBytes,
  pixelBytes,
  pixelChunks,
  readImportReport,
} from '../../../data/index.ts';
import {
  DATASET_PARTS,
  fileSource,
  readListed,
  refused,
  textSource,
  type BundleHead,
  type BundleSource,
  type Unpacking,
  type UntrustedZip,
} from '../../../store/bundle/index.ts';
import type { Library } from '../../../store/index.ts';
import { findDatasetOfRun, type LocalDataset } from '../dataset-of-run.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Whose images they are, and what may be done with them, for whoever looks into the zip. */
const licenceText = ({ name, source, licence }: DatasetRecord): string =>
  `${name}\n\nSource: ${source}\n\nLicence: ${licence ?? ''}\n`;

/** A version is a data set of its own in a run file: it shares its pixels with none there. */
const inFull = ({ shares: _shares, ...record }: DatasetRecord): DatasetRecord => record;

/** What is known of a data set, as files of a run file. */
export async function descriptionSources(
  library: Library,
  bundledDir: string,
  { record }: LocalDataset,
): Promise<BundleSource[]> {
  return [
    textSource(DATASET_PARTS.record, json(inFull(record))),
    textSource(DATASET_PARTS.thumbnail, await datasetThumbnail(library.dir, bundledDir, record.id)),
    ...(record.licence === null ? [] : [textSource(DATASET_PARTS.licence, licenceText(record))]),
  ];
}

/** Its images and labels. @throws {ForgerError} `damaged` where the library's own are not whole */
export async function imageSources(library: Library, { record }: LocalDataset): Promise<BundleSource[]> {
  const folder = datasetDir(library.dir, record.id);
  const report = await readImportReport(library.dir, record.id).catch((error: unknown) => {
    // The images go along without it, as they are trained on without it.
    if (error instanceof ForgerError && error.code === 'damaged') return null;
    throw error;
  });
  const shared: BundleSource = {
    ...{ name: DATASET_PARTS.pixels, bytes: pixelBytes(record) },
    open: () => Readable.from(pixelChunks(library.dir, record), { objectMode: false }),
  };
  const wanted = [
    ...(record.shares ? [] : [{ name: DATASET_PARTS.pixels, file: DATASET_FILES.pixels, bytes: pixelBytes(record) }]),
    ...(record.labels === null
      ? []
      : [{ name: DATASET_PARTS.labels, file: DATASET_FILES.labels, bytes: labelFileBytes(record) }]),
  ];
  const sources = wanted.map(async ({ name, file, bytes }) => {
    const source = await fileSource(name, join(folder, file));
    if (source?.bytes === bytes) return source;
    throw new ForgerError('damaged', `The data set "${record.name}" is damaged. Save the run without its images.`);
  });
  return [
    // The names of files that were refused say something about the disk they were on, and nothing about the images.
    ...(report ? [textSource(DATASET_PARTS.report, json({ ...report, refused: [] }))] : []),
    ...(record.shares ? [shared] : []),
    ...(await Promise.all(sources)),
  ];
}

const NO_REPORT: ImportReport = { imported: 0, refused: [], labels: [], seconds: 0 };

async function parse<T>(
  zip: UntrustedZip,
  { manifest }: BundleHead,
  name: string,
  schema: { parse(value: unknown): T },
): Promise<T> {
  const bytes = await readListed(zip, manifest, name);
  try {
    return schema.parse(parseJsonText(bytes.toString('utf8')));
  } catch (error) {
    throw refused(`${name} in it is not as it should be`, error);
  }
}

/** What the file says of its data set, held against what its run says. @throws {ForgerError} `damaged` */
async function describedDataset(zip: UntrustedZip, head: BundleHead): Promise<DatasetRecord> {
  const record = await parse(zip, head, DATASET_PARTS.record, datasetRecordSchema);
  const { hash, count } = head.record.dataset;
  const labels = record.labels === null ? null : labelFileBytes(record);
  const fits =
    record.hash === hash &&
    record.count === count &&
    zip.sizeOf(DATASET_PARTS.pixels) === pixelBytes(record) &&
    zip.sizeOf(DATASET_PARTS.labels) === labels;
  if (!fits) throw refused('its images are not those of its run');
  return record;
}

export type DatasetOutcome = 'here' | 'added' | 'missing';

/** Whether the images of a run are in the library, or would have to be added from its file. */
export async function datasetState(
  library: Library,
  bundledDir: string,
  { manifest, record }: BundleHead,
): Promise<DatasetOutcome> {
  if (await findDatasetOfRun(library, bundledDir, record)) return 'here';
  return manifest.images ? 'added' : 'missing';
}

async function* told(pieces: AsyncIterable<Buffer>, { onBytes }: Unpacking): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    onBytes(piece.length);
    yield piece;
  }
}

/** Adds the images of a run file to the library. @throws {ForgerError} `damaged`, `no-space`, … */
export async function addImages(library: Library, zip: UntrustedZip, head: BundleHead, work: Unpacking): Promise<void> {
  const record = await describedDataset(zip, head);
  const labels = record.labels === null ? null : await readListed(zip, head.manifest, DATASET_PARTS.labels);
  const report =
    zip.sizeOf(DATASET_PARTS.report) === null
      ? { ...NO_REPORT, imported: record.count }
      : await parse(zip, head, DATASET_PARTS.report, importReportSchema);
  await adoptDataset({
    libraryDir: library.dir,
    record,
    // Held against the hash that names its content, which covers shape and labels as well.
    pixels: told(zip.read(DATASET_PARTS.pixels), work),
    labels,
    report,
    signal: work.signal,
  });
}

/** The run's own images must be there before they can go along. @throws {ForgerError} `not-found` */
export const imagesMissing = ({ dataset }: RunRecord): ForgerError =>
  new ForgerError('not-found', `The images of "${dataset.name}" are not in this library. Save the run without them.`);
