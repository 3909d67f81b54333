import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Half } from '@shared/import/options.ts';
import type { PairSides } from '@shared/import/paired.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import type { SinceOpened } from './since.ts';

/** What files are under that a table of labels does not name. */
export const NO_LABEL = '(no label)';

/** What makes a pair of a file. */
export type Partners =
  /** The file is the input; its target by the input's path. */
  | { kind: 'folders'; targets: ReadonlyMap<string, string> }
  /** The file holds both. */
  | { kind: 'halves'; input: Half };

/** Pairs of a source, and what is said of them. */
export type Pairing = Partners & {
  sides: PairSides;
  /** Which is the input and which the target, in a sentence. */
  words: string;
  /** Files without a partner, each with its reason. */
  alone: RefusedFile[];
};

/** Files that could be pictures, wherever they came from: what a look and an import work on. */
export interface PictureSource {
  /** The folder that all of them lie below; an absolute path. Of an archive, where it was unpacked. */
  root: string;
  /** Of several folders that were chosen: below the root, in the order in which they were. */
  folders?: readonly string[];
  /** Only some of what lies below the root was chosen. */
  part?: true;
  /** Relative to the root, with `/`, in an order that depends on the names alone. */
  files: string[];
  /** Where files lie that are links to others below the root: absolute paths, past all links. */
  places: ReadonlyMap<string, string>;
  /** What lies there and is not taken, each with its reason. */
  refused: RefusedFile[];
  /** Labels that a table gives, by the file's path; null where folders give them. */
  labels: ReadonlyMap<string, string> | null;
  /** Where the pictures came from, in words that name no path of this machine: 'the folder "shoes"'. */
  words: string;
  /** What came and went since it was opened. @throws the signal's reason when aborted */
  since(signal: AbortSignal): Promise<SinceOpened>;
  /** Where each of its files stands for a pair: see `pairedSource`. */
  pairs?: Pairing;
  /** Gives up what was unpacked for it. */
  close(): Promise<void>;
}

/** @throws {ForgerError} `invalid-request` where there is nothing to look at, nor anything that was refused */
export function requireFiles({ files, refused, words }: Pick<PictureSource, 'files' | 'refused' | 'words'>): void {
  if (files.length === 0 && refused.length === 0)
    throw new ForgerError('invalid-request', `There is no file in ${words}. Choose what holds your images.`);
}

/** Where one of its files lies: an absolute path, no link itself. */
export const placeOf = ({ root, places }: Pick<PictureSource, 'root' | 'places'>, file: string): string =>
  places.get(file) ?? join(root, ...file.split('/'));
