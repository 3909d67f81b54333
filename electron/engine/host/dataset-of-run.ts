import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { RunRecord } from '@shared/run.ts';
import { findDatasetRecord, listDatasets } from '../../data/index.ts';
import type { Library } from '../../store/index.ts';

/** A data set of the library, and whether it ships with Forger. */
export interface LocalDataset {
  record: DatasetRecord;
  bundled: boolean;
}

/**
 * The data set a run was trained on, told by its content: a run from another library knows it by the id it had there.
 * Null where those images are not here.
 */
export async function findDatasetOfRun(
  library: Library,
  bundledDir: string,
  { dataset }: Pick<RunRecord, 'dataset'>,
): Promise<LocalDataset | null> {
  const known = await findDatasetRecord(library.dir, bundledDir, dataset.id);
  if (known?.record.hash === dataset.hash) return known;
  const all = await listDatasets(library.dir, bundledDir);
  return (
    all.find(
      (summary): summary is Extract<typeof summary, { state: 'ready' }> =>
        summary.state === 'ready' && summary.record.hash === dataset.hash,
    ) ?? null
  );
}

/** The id in this library of the data set a run was trained on. @throws {ForgerError} `not-found`, `damaged` */
export async function datasetIdOfRun(library: Library, bundledDir: string, run: RunRecord): Promise<string> {
  const { id, name, hash, count, image } = run.dataset;
  const found = await findDatasetOfRun(library, bundledDir, run);
  if (found) return found.record.id;
  // The id is here with other images: this run cannot go on with those.
  if (await findDatasetRecord(library.dir, bundledDir, id))
    throw new ForgerError('damaged', `The images of ${name} are not the ones this run began with. Start a new run.`);
  throw new ForgerError(
    'not-found',
    `This run was trained on "${name}" (${count} images of ${image.width}×${image.height}, ${hash.slice(0, 8)}…), which is not in this library. Add those images, or open a run file that holds them.`,
  );
}
