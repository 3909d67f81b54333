import { DATASET_FILES, LIBRARY_FOLDERS, parseSampleFile, RUN_FILES } from '../library-names.ts';
import { idSchema } from '../run.ts';

/**
 * Pictures reach the window by address, through the app's own scheme, never over IPC. Each kind of address is made
 * and read here alone.
 */
export const APP_SCHEME = 'forger';
export const APP_ORIGIN = `${APP_SCHEME}://app`;

/** What an address of the app's own scheme names. */
export type Resource =
  | { kind: 'page'; segments: readonly string[] }
  | { kind: 'sample'; run: string; file: string }
  | { kind: 'thumbnail'; dataset: string }
  | { kind: 'walk'; key: string }
  | { kind: 'letters'; key: string };

const LIBRARY_ROOM = 'library';
const WALKS_ROOM = 'walks';
const LETTERS_ROOM = 'letters';

/** Hexadecimal digits of the key of a picture that is kept in memory for a moment. */
export const PICTURE_KEY_DIGITS = 32;
const PICTURE_FILE = new RegExp(`^([0-9a-f]{${String(PICTURE_KEY_DIGITS)}})\\.png$`);

const addressOf = (...segments: string[]): string => [APP_ORIGIN, ...segments].join('/');

export const sampleUrl = (runId: string, file: string): string =>
  addressOf(LIBRARY_ROOM, LIBRARY_FOLDERS.runs, runId, RUN_FILES.samples, file);
/** A strip of the data set's first images: gapless tiles in one row-major grid, see `DATASET_THUMBNAIL`. */
export const datasetThumbnailUrl = (datasetId: string, hash: string): string =>
  `${addressOf(LIBRARY_ROOM, LIBRARY_FOLDERS.datasets, datasetId, DATASET_FILES.thumbnail)}?${hash.slice(0, 8)}`;
/** Frames of a walk as tiles, side by side as gridLayout says; kept while the app runs and newer ones do not push it out. */
export const walkSheetUrl = (key: string): string => addressOf(LIBRARY_ROOM, WALKS_ROOM, `${key}.png`);
/** The picture of a preview of letters, laid out as `LETTERS_PREVIEW` says. */
export const lettersPreviewUrl = (key: string): string => addressOf(LETTERS_ROOM, `${key}.png`);

/** A segment is a plain name: no dot first, nothing that any system reads as a separator, drive or escape. */
const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/**
 * Reads an address. Nothing is decoded: an address of ours never needs a percent sign, so one with it is
 * refused as it stands, and with it every way of hiding a separator.
 * @returns null for everything Forger does not serve.
 */
export function parseAddress(address: string): Resource | null {
  // Parsers of addresses strip tabs and newlines and fold dot segments, so the raw text is judged.
  const path = /^[^?#]*/.exec(address)?.[0] ?? '';
  if (!path.startsWith(`${APP_ORIGIN}/`)) return null;
  const segments = path.slice(APP_ORIGIN.length + 1).split('/');
  if (segments.length === 1 && segments[0] === '') return { kind: 'page', segments: ['index.html'] };
  if (!segments.every((segment) => PLAIN_NAME.test(segment))) return null;
  const [room, ...rest] = segments;
  if (room === LIBRARY_ROOM) return inLibrary(rest);
  return room === LETTERS_ROOM ? picture('letters', rest) : { kind: 'page', segments };
}

function picture(kind: 'walk' | 'letters', [file = '', ...more]: readonly string[]): Resource | null {
  const key = more.length === 0 ? PICTURE_FILE.exec(file)?.[1] : undefined;
  return key === undefined ? null : { kind, key };
}

function inLibrary([room, ...rest]: readonly string[]): Resource | null {
  if (room === WALKS_ROOM) return picture('walk', rest);
  const [id, ...parts] = rest;
  if (id === undefined || !idSchema.safeParse(id).success) return null;
  if (room === LIBRARY_FOLDERS.runs) return inRun(id, parts);
  return room === LIBRARY_FOLDERS.datasets && parts.length === 1 && parts[0] === DATASET_FILES.thumbnail
    ? { kind: 'thumbnail', dataset: id }
    : null;
}

function inRun(run: string, [folder, file = '', ...more]: readonly string[]): Resource | null {
  if (folder !== RUN_FILES.samples || more.length > 0 || !parseSampleFile(file)) return null;
  return { kind: 'sample', run, file };
}
