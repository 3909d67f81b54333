import { ForgerError } from './contract/errors.ts';

/**
 * Names of files and folders in a library. Whoever writes, lists, serves, packs or watches a file asks here, so that
 * none of them knows a name that another does not.
 */

export const LIBRARY_FOLDERS = {
  runs: 'runs',
  datasets: 'datasets',
  presets: 'presets',
  features: 'features',
} as const;

/** What lies in a run's folder, `runs/<id>/`. */
export const RUN_FILES = {
  record: 'run.json',
  status: 'status.json',
  metrics: 'metrics.jsonl',
  /** Made from the metrics, and made again where it is missing. */
  pyramid: 'metrics.pyramid',
  /** What the generator was measured by, epoch by epoch. */
  evaluations: 'evaluations.jsonl',
  samples: 'samples',
  checkpoints: 'checkpoints',
  /** Event files for TensorBoard, where the run writes them. */
  tensorboard: 'tensorboard',
  pins: 'pins.json',
  log: 'log.txt',
  lock: 'lock',
} as const;

/** What was found of damaged metrics, kept beside them. */
export const damagedMetricsFile = (number: number): string => `metrics.damaged-${number}.jsonl`;

/** What lies in a data set's folder, `datasets/<id>/`. */
export const DATASET_FILES = {
  record: 'dataset.json',
  pixels: 'pixels.bin',
  /** Of a version that shares its pixels: which images of the file are its own. */
  rows: 'rows.bin',
  labels: 'labels.bin',
  report: 'report.json',
  /** What was chosen as it was imported. */
  choices: 'choices.json',
  /** Where each image came from, a line each. */
  sources: 'sources.jsonl',
  /** Where the pictures lie that it was made of, on this machine. */
  folder: 'folder.json',
  /** What was known of each image's picture, packed. */
  facts: 'facts.bin',
  thumbnail: 'thumbnail.png',
} as const;

/** When a grid was drawn: after so many epochs, or after so many steps where samples follow steps. */
export type SampleMoment = { epoch: number } | { step: number };

const SAMPLE_FILE = /^(?:epoch-(\d{4,9})|step-(\d{8,10}))(-average)?\.png$/;

/** `epoch-0003.png`, or `step-00000200.png`. */
export const sampleFile = (moment: SampleMoment): string =>
  'epoch' in moment
    ? `epoch-${String(moment.epoch).padStart(4, '0')}.png`
    : `step-${String(moment.step).padStart(8, '0')}.png`;

/** The grid of the EMA's samples beside a grid of G's own. */
export const averageSampleFile = (file: string): string => file.replace(/\.png$/, '-average.png');

/** What a sample's file name says: when, and whether of G itself or of its EMA; null for any other name. */
export function parseSampleFile(file: string): (SampleMoment & { average: boolean }) | null {
  const match = typeof file === 'string' ? SAMPLE_FILE.exec(file) : null;
  if (!match) return null;
  const average = match[3] !== undefined;
  return match[1] === undefined ? { step: Number(match[2]), average } : { epoch: Number(match[1]), average };
}

/** @throws {ForgerError} `invalid-request` for anything but a name of {@link sampleFile} or {@link averageSampleFile}. */
export function checkSampleFile(file: string): string {
  if (!parseSampleFile(file)) throw new ForgerError('invalid-request', 'That is not the name of a sample grid.');
  return file;
}

const CHECKPOINT_FOLDER = /^step-(\d{8,10})$/;
export const MAX_STEP = 9_999_999_999;

/** @throws {ForgerError} `invalid-request` for anything but a whole number from 0. */
export function checkpointFolder(step: number): string {
  if (!Number.isInteger(step) || step < 0 || step > MAX_STEP)
    throw new ForgerError('invalid-request', 'A checkpoint is named by its step, a whole number.');
  return `step-${String(step).padStart(8, '0')}`;
}

/** The step in a checkpoint folder's name; null for any other name. */
export function parseCheckpointFolder(name: string): number | null {
  const match = CHECKPOINT_FOLDER.exec(name);
  if (!match) return null;
  const step = Number(match[1]);
  return checkpointFolder(step) === name ? step : null;
}

/** Names by the run's folder, parts joined by "/" on every system: as run files and reports have them. */
export const checkpointName = (step: number): string => `${RUN_FILES.checkpoints}/${checkpointFolder(step)}`;

export const sampleName = (file: string): string => `${RUN_FILES.samples}/${checkSampleFile(file)}`;

export function isSampleName(name: string): boolean {
  const [folder, file = '', ...more] = name.split('/');
  return folder === RUN_FILES.samples && more.length === 0 && parseSampleFile(file) !== null;
}
