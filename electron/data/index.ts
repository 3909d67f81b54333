import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetPixels, DatasetRecord, DatasetSummary, ImportReport } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { idSchema } from '@shared/run.ts';
import { exists, explained, FILE_LIMITS, readInside, systemCode } from '../store/files/index.ts';
import { bundledMissing, hasBundled, openBundled } from './bundled/bundled.ts';
import { BUNDLED, bundledOf } from './bundled/index.ts';
import { datasetDir, datasetsDir, noSuchDataset } from './library/folder.ts';
import { listLibrary, notDeletable } from './library/list.ts';
import { drawThumbnailOf, openOnDisk, type OpenedDataset } from './library/on-disk.ts';
import { readDataset } from './library/in-memory.ts';
import { readRecord, readReport } from './library/read.ts';
import { OFFERED } from './offered.ts';
import { thumbnailOf } from './thumbnail.ts';

export { BUNDLED } from './bundled/index.ts';
export { forkDecoder } from './decoder/fork.ts';
export { fetchPinned } from './download/fetch-file.ts';
export { importIdx, type IdxPair } from './import/idx.ts';
export { importAgain } from './import/again.ts';
export { importOrigin } from './import/origin.ts';
export { FIRST_LOOKED_AT, lookAtPictures } from './import/look.ts';
export { decodePicture } from './import/picture.ts';
export { previewPictures } from './import/preview.ts';
export { importFolder, importPictures, type Imported } from './import/folder.ts';
export { folderSource } from './source/folder.ts';
export type { PictureSource } from './source/source.ts';
export { adoptDataset, labelFileBytes, pixelBytes } from './library/adopt.ts';
export { readChoices } from './library/choices.ts';
export { datasetDir, noSuchDataset } from './library/folder.ts';
export { pixelChunks } from './library/pixel-rows.ts';
export { imageSource, moveOriginals, readOriginal } from './library/originals.ts';
export type { Chosen } from './library/browse.ts';
export { datasetBlocks, datasetImages, datasetPage } from './look-through.ts';
export { makeVersion } from './library/versions.ts';
export { importReportSchema } from './library/report.ts';
export { makeLetters } from './letters/make.ts';
export { LettersPreviews } from './letters/preview.ts';
export type { StudioParts } from './letters/studio.ts';
export { isOffered, obtainOffered } from './offered.ts';
export type { OpenedDataset } from './library/on-disk.ts';
export type { DecoderLauncher } from './decoder/launcher.ts';
export { plainNode } from './plain-node.ts';

/** Drawn once, by the folder of the data set: what ships does not change while Forger runs. */
const bundledThumbnails = new Map<string, Promise<Uint8Array>>();

/**
 * Every data set there is: those that ship, then the library's, newest first, then what can be made or
 * downloaded.
 * @param bundledDir the folder of those that ship: resources/datasets.
 * @param onProblem told of each data set that is left out because it cannot be read.
 */
export async function listDatasets(
  libraryDir: string,
  bundledDir: string,
  onProblem: (error: unknown) => void = () => undefined,
): Promise<DatasetSummary[]> {
  const summaries: DatasetSummary[] = [];
  for (const bundled of BUNDLED)
    if (await hasBundled(bundledDir, bundled))
      summaries.push({ state: 'ready', bundled: true, record: bundled.record, refused: 0 });
    else onProblem(bundledMissing(bundled));
  const library = await listLibrary(libraryDir, onProblem);
  summaries.push(...library);
  const here = new Set(library.map(({ record }) => record.id));
  summaries.push(...OFFERED.filter(({ id }) => !here.has(id)));
  return summaries;
}

/** What a data set is; null where none of this id can be read. */
export async function findDatasetRecord(
  libraryDir: string,
  bundledDir: string,
  id: string,
): Promise<{ record: DatasetRecord; bundled: boolean } | null> {
  const bundled = bundledOf(id);
  if (bundled) return (await hasBundled(bundledDir, bundled)) ? { record: bundled.record, bundled: true } : null;
  if (!idSchema.safeParse(id).success) return null;
  try {
    return { record: await explained(() => readRecord(libraryDir, id)), bundled: false };
  } catch (error) {
    if (error instanceof ForgerError && (error.code === 'not-found' || error.code === 'damaged')) return null;
    throw error;
  }
}

/**
 * A whole data set in memory, verified by its hash.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function openDataset(libraryDir: string, bundledDir: string, id: string): Promise<DatasetPixels> {
  const bundled = bundledOf(id);
  return bundled ? explained(() => openBundled(bundledDir, bundled)) : readDataset(libraryDir, id);
}

/**
 * A data set to train on: in memory, and verified, where its pixels take up to `heldBytes`, else on the disk.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function openToTrain(
  libraryDir: string,
  bundledDir: string,
  id: string,
  heldBytes: number,
): Promise<OpenedDataset> {
  if (!bundledOf(id)) {
    const { image, count } = await explained(() => readRecord(libraryDir, id));
    if (count * image.height * image.width * image.channels > heldBytes) return openOnDisk(libraryDir, id);
  }
  const dataset = await openDataset(libraryDir, bundledDir, id);
  return { ...dataset, verified: Promise.resolve(), close: async () => undefined };
}

/** What the import that made a data set took and refused; null where there is no report. */
export async function readImportReport(libraryDir: string, id: string): Promise<ImportReport | null> {
  return bundledOf(id) ? null : readReport(libraryDir, id);
}

/** A PNG strip of the data set's images, laid out as DATASET_THUMBNAIL says. @throws ForgerError */
export async function datasetThumbnail(libraryDir: string, bundledDir: string, id: string): Promise<Uint8Array> {
  if (bundledOf(id)) {
    const place = join(bundledDir, id);
    const known = bundledThumbnails.get(place);
    if (known) return known;
    const drawn = openDataset(libraryDir, bundledDir, id).then(({ record, pixels }) =>
      thumbnailOf(record.image, record.count, pixels),
    );
    bundledThumbnails.set(place, drawn);
    drawn.catch(() => bundledThumbnails.delete(place));
    return drawn;
  }
  const folder = datasetDir(libraryDir, id);
  return explained(async () => {
    try {
      return await readInside(datasetsDir(libraryDir), join(folder, DATASET_FILES.thumbnail), FILE_LIMITS.picture);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      return drawThumbnailOf(libraryDir, id);
    }
  });
}

/** The folder of a data set that may be deleted; runs that were trained on it stay. @throws ForgerError */
export async function deletableDataset(libraryDir: string, id: string): Promise<string> {
  const bundled = bundledOf(id);
  if (bundled) throw notDeletable(bundled.record.name);
  const folder = datasetDir(libraryDir, id);
  if (!(await explained(() => exists(folder)))) throw noSuchDataset();
  return folder;
}
