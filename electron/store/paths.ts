import { join } from 'node:path';
import { LIBRARY_FOLDERS, RUN_FILES } from '@shared/library-names.ts';
import { checkId } from './ids.ts';

export const runsFolder = (library: string): string => join(library, LIBRARY_FOLDERS.runs);
/** What was deleted and can still be brought back. */
export const trashFolder = (library: string): string => join(library, '.trash');
export const datasetsFolder = (library: string): string => join(library, LIBRARY_FOLDERS.datasets);

/** What the network that sees has of data sets; see features.ts. */
export const featuresFolder = (library: string): string => join(library, LIBRARY_FOLDERS.features);

/** @throws {ForgerError} when the id is none. */
export const datasetFolder = (library: string, id: string): string => join(datasetsFolder(library), checkId(id));

/** Where everything of one run lies. */
export type RunPaths = Record<'folder' | keyof typeof RUN_FILES, string>;

export function runPathsIn(folder: string): RunPaths {
  return {
    folder,
    record: join(folder, RUN_FILES.record),
    status: join(folder, RUN_FILES.status),
    metrics: join(folder, RUN_FILES.metrics),
    pyramid: join(folder, RUN_FILES.pyramid),
    evaluations: join(folder, RUN_FILES.evaluations),
    samples: join(folder, RUN_FILES.samples),
    checkpoints: join(folder, RUN_FILES.checkpoints),
    tensorboard: join(folder, RUN_FILES.tensorboard),
    pins: join(folder, RUN_FILES.pins),
    log: join(folder, RUN_FILES.log),
    lock: join(folder, RUN_FILES.lock),
  };
}

/** @throws {ForgerError} when the id is none. */
export const runPaths = (library: string, id: string): RunPaths => runPathsIn(join(runsFolder(library), checkId(id)));
