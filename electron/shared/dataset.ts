import { z } from 'zod';
import type { Finding } from './import/findings.ts';
import { pictureChoicesShape, takingChoicesShape } from './import/options.ts';
import type { LettersOrigin } from './letters.ts';
import { imageShapeSchema } from './network/layers.ts';
import { idSchema } from './run.ts';

export const FIT_CHOICES = ['crop', 'pad', 'stretch'] as const;

/** dataset.json: what a data set holds. Pixels lie beside it as uint8, image by image, rows first, channels last. */
export const datasetRecordSchema = z.object({
  format: z.literal(1),
  id: idSchema,
  name: z.string().min(1).max(120),
  createdAt: z.iso.datetime(),
  /** Where it came from, in words; no path of the user's machine. */
  source: z.string(),
  licence: z.string().nullable(),
  image: imageShapeSchema,
  count: z.number().int().positive(),
  /**
   * Each image is two pictures of one size side by side: its left half is the input, its right half the target. The width is
   * that of both.
   */
  pairs: z.literal(true).exactOptional(),
  /** How pictures of other proportions were made alike; left out where none were, and by older versions. */
  fit: z.enum(FIT_CHOICES).exactOptional(),
  /** Names of the labels by number; null without labels. */
  labels: z.array(z.string()).nullable(),
  /**
   * Of a version that shares its pixels: the data set that it was made from, and how many images their file of pixels holds, of
   * which `rows.bin` says its own.
   */
  shares: z.object({ from: idSchema, images: z.number().int().positive() }).exactOptional(),
  /** SHA-256 over shape, pixels and labels. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DatasetRecord = z.infer<typeof datasetRecordSchema>;

/** The user's own images: what ships, is made or fetched says its licence, and an import has none. */
export const isOwn = ({ licence }: Pick<DatasetRecord, 'licence'>): boolean => licence === null;

/** A row of the data set list: here already, or offered. */
export type DatasetSummary =
  | {
      state: 'ready';
      bundled: boolean;
      record: DatasetRecord;
      refused: number;
      /** What of it cannot be read, in a sentence, where training does not need it. */
      problem?: string;
    }
  | {
      state: 'offered';
      /** Fetched from the net, or made on this machine without it. */
      how: 'download' | 'make';
      id: string;
      name: string;
      source: string;
      licence: string;
      /** To download, or of the data set made. */
      bytes: number;
    };
export type OfferedDataset = Extract<DatasetSummary, { state: 'offered' }>;

/**
 * Sides of the images that an import makes, in pixels. None below 16 is recommended; from 8 on they were always taken, and the choices of such data
 * sets are read again: to import them again, and for pictures that D is shown.
 */
export const IMPORT_SIZES = { least: 8, most: 256 } as const;

const importedSide = z.number().int().min(IMPORT_SIZES.least).max(IMPORT_SIZES.most).default(28);

/** An image as wide as it is high, in pixels. */
export const square = (side: number): { width: number; height: number } => ({ width: side, height: side });

/** "64", "96 × 64" or "96x64", width first, as whole numbers; null for anything else. */
export function readSize(text: string): { width: number; height: number } | null {
  const [, width, height] = /^\s*(\d{1,6})(?:\s*[x×]\s*(\d{1,6}))?\s*$/i.exec(text) ?? [];
  return width === undefined ? null : { width: Number(width), height: Number(height ?? width) };
}

/** "64", "96 × 64". */
export const sizeWords = ({ width, height }: { width: number; height: number }): string =>
  width === height ? String(width) : `${width} × ${height}`;

export const importOptionsSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** Of the images made, in pixels. */
  width: importedSide,
  height: importedSide,
  channels: z.union([z.literal(1), z.literal(3)]).default(1),
  /** crop: fill the image and cut what stands over; pad: fit inside, something around; stretch: ignore proportions. */
  fit: z.enum(FIT_CHOICES).default('crop'),
  ...pictureChoicesShape,
  ...takingChoicesShape,
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/** Why a file was not imported; `path` is relative to the imported folder. */
export interface RefusedFile {
  path: string;
  reason: string;
}

/** What an import of the same folder once more changed, in images. */
export interface ImportAgain {
  /** The data set that was imported first. */
  from: string;
  added: number;
  removed: number;
  /** The same pictures under other paths. */
  moved: number;
}

/** What a folder did between the moment that it was listed and the end of its import, in files. */
export interface FolderChanges {
  came: number;
  went: number;
  /** Since they were looked at. */
  changed: number;
}

/** A choice of an import, told. */
export interface ToldChoice {
  /** "Fit". */
  what: string;
  /** "crop, detail". */
  value: string;
}

export interface ImportReport {
  imported: number;
  refused: RefusedFile[];
  /** Pictures that could be taken and were not, each with its reason; left out by older versions, and of no folder. */
  leftOut?: RefusedFile[] | undefined;
  /** Choices that are not what an import does by itself; left out by older versions, and of no folder. */
  choices?: ToldChoice[] | undefined;
  /** What a look finds among the files. */
  findings?: Finding[] | undefined;
  /** Label names with the number of images of each; empty without labels. */
  labels: { name: string; count: number }[];
  seconds: number;
  /** Only of pictures that were imported again. */
  again?: ImportAgain | undefined;
  /** Only where the folder changed before its import had ended. */
  folder?: FolderChanges | undefined;
  /** Only of letters: how they were made. */
  letters?: LettersOrigin | undefined;
}

export interface ImportProgress {
  done: number;
  total: number;
  refused: number;
}

/** A data set in memory, ready to train on. */
export interface DatasetPixels {
  record: DatasetRecord;
  /** count × height × width × channels, 0 black to 255 white. */
  pixels: Uint8Array;
  /** Label number of each image; null without labels. */
  labels: Uint16Array | null;
  /** Group number of each image, where the data set itself says which are variants of one; left out where it does not. */
  groups?: Uint16Array;
}
