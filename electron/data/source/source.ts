import { join } from 'node:path';
import type { RefusedFile } from '@shared/dataset.ts';
import type { SinceOpened } from './since.ts';

/** What files are under that a table of labels does not name. */
export const NO_LABEL = '(no label)';

/** Files that could be pictures, wherever they came from: what a look and an import work on. */
export interface PictureSource {
  /** The folder that all of them lie below; an absolute path. Of an archive, where it was unpacked. */
  root: string;
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
  /** Gives up what was unpacked for it. */
  close(): Promise<void>;
}

/** Where one of its files lies: an absolute path, no link itself. */
export const placeOf = ({ root, places }: Pick<PictureSource, 'root' | 'places'>, file: string): string =>
  places.get(file) ?? join(root, ...file.split('/'));
