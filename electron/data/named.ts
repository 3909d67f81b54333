import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { findDatasetRecord, listDatasets } from './index.ts';

/**
 * The data set of that id, or else the only one of that name.
 * @throws {ForgerError} `not-found`; `invalid-request` where several have the name
 */
export async function datasetNamed(libraryDir: string, bundledDir: string, asked: string): Promise<DatasetRecord> {
  const byId = await findDatasetRecord(libraryDir, bundledDir, asked);
  if (byId) return byId.record;
  const all = await listDatasets(libraryDir, bundledDir);
  const ready = all.flatMap((summary) => (summary.state === 'ready' ? [summary.record] : []));
  const offered = all.find((summary) => summary.state === 'offered' && [summary.id, summary.name].includes(asked));
  const [first, ...more] = ready.filter(({ name }) => name === asked);
  if (first && more.length === 0) return first;
  if (first) {
    const ids = [first, ...more].map(({ id }) => id).join(', ');
    throw new ForgerError('invalid-request', `Several data sets are called "${asked}": ${ids}. Give the id of one.`);
  }
  if (offered?.state === 'offered')
    throw new ForgerError('not-found', `${offered.name} is not here yet. Get it first, under Data sets.`);
  throw new ForgerError('not-found', `There is no data set called "${asked}".`);
}
