import type { RefusedFile } from '@shared/dataset.ts';

/** Files that could be pictures, wherever they came from: what a look and an import work on. */
export interface PictureSource {
  /** The folder that all of them lie below; an absolute path. Of an archive, where it was unpacked. */
  root: string;
  /** Relative to the root, with `/`, in an order that depends on the names alone. */
  files: string[];
  /** What lies there and is not taken, each with its reason. */
  refused: RefusedFile[];
  /** Labels that a table gives, by the file's path; null where folders give them. */
  labels: ReadonlyMap<string, string> | null;
  /** Where the pictures came from, in words that name no path of this machine: 'the folder "shoes"'. */
  words: string;
  /** Gives up what was unpacked for it. */
  close(): Promise<void>;
}
