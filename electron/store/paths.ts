import { join } from 'node:path';
import { checkId } from './ids.ts';

export const runsFolder = (library: string): string => join(library, 'runs');
/** What was deleted and can still be brought back. */
export const trashFolder = (library: string): string => join(library, '.trash');
export const datasetsFolder = (library: string): string => join(library, 'datasets');

/** @throws {ForgerError} when the id is none. */
export const datasetFolder = (library: string, id: string): string => join(datasetsFolder(library), checkId(id));

/** Where everything of one run lies. */
export interface RunPaths {
  folder: string;
  record: string;
  status: string;
  metrics: string;
  /** Made from the metrics, and made again where it is missing. */
  pyramid: string;
  samples: string;
  checkpoints: string;
  /** Event files for TensorBoard, where the run writes them. */
  tensorboard: string;
  pins: string;
  log: string;
  lock: string;
}

export function runPathsIn(folder: string): RunPaths {
  return {
    folder,
    record: join(folder, 'run.json'),
    status: join(folder, 'status.json'),
    metrics: join(folder, 'metrics.jsonl'),
    pyramid: join(folder, 'metrics.pyramid'),
    samples: join(folder, 'samples'),
    checkpoints: join(folder, 'checkpoints'),
    tensorboard: join(folder, 'tensorboard'),
    pins: join(folder, 'pins.json'),
    log: join(folder, 'log.txt'),
    lock: join(folder, 'lock'),
  };
}

/** @throws {ForgerError} when the id is none. */
export const runPaths = (library: string, id: string): RunPaths => runPathsIn(join(runsFolder(library), checkId(id)));
