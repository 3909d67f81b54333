import { z } from 'zod';
import { pathSchema } from '../contract/path.ts';
import { baseName } from '../given-path.ts';
import { PAIRS_CHOICES } from './options.ts';

/** Of a video or a moving picture every so many-th frame is taken: those that follow each other closely are nearly one picture. */
export const EVERY = { least: 1, most: 100_000, usual: 10 };
const MOST_CHOSEN = 4096;

/** What is chosen to be imported: folders, pictures, or one file that holds them; absolute paths. */
export const chosenSchema = z.strictObject({
  paths: z.array(pathSchema).min(1).max(MOST_CHOSEN),
  /** Of frames every so many-th; the usual ones of {@link EVERY} where left out. */
  every: z.number().int().min(EVERY.least).max(EVERY.most).optional(),
  /** How they are taken in pairs; not at all where left out. */
  pairs: z.enum(PAIRS_CHOICES).optional(),
});
export type Chosen = z.infer<typeof chosenSchema>;

/** How far the unpacking of an archive is, or the taking of frames. */
export interface Opening {
  what: 'archive' | 'frames';
  /** 0 … 1; null where that is not known. */
  share: number | null;
}

/** The files MNIST and its kin come in. */
export const IDX_NAME = /idx[134]-ubyte(\.gz)?$/i;
const ENDING = /(.)\.(?:zip|tar|tar\.gz|tgz|np[yz]|mp4|m4v|mov|mkv|webm|avi|mpe?g|gif|webp)$/i;
/** Whether a file by its name holds pictures to import; its content decides. */
export const isSourceName = (path: string): boolean => ENDING.test(path) || IDX_NAME.test(path);

/** What is chosen in a few words: a folder's or file's own name, or the first one's and how many more. */
export function chosenName(paths: readonly string[]): string {
  const [first = '', second, ...more] = paths;
  if (second === undefined) return baseName(first).replace(ENDING, '$1');
  const others = more.length === 0 ? baseName(second) : `${more.length + 1} more`;
  return `${baseName(first)} and ${others}`;
}
