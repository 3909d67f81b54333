import { MAX_IMAGE_FILE_BYTES } from '../../limits.ts';

export interface ArchiveLimits {
  /** Files and folders in it. */
  entries: number;
  /** Bytes of all its files once unpacked. */
  bytes: number;
  /** Bytes of one of them. */
  fileBytes: number;
  /** How many times its own size it may make of itself, from `ratioFrom` bytes on. */
  ratio: number;
  ratioFrom: number;
}

const GIBI = 2 ** 30;

/** Photographs hardly shrink; drawings without compression do to a hundredth. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 2_000_000,
  bytes: 256 * GIBI,
  fileBytes: MAX_IMAGE_FILE_BYTES,
  ratio: 200,
  ratioFrom: GIBI,
};

/** A file's path: what the common systems take. */
export const LONGEST_PATH = { bytes: 1024, partBytes: 255, depth: 32 };
