const KIBI = 1024;
const MEBI = KIBI * KIBI;

/** Pixels of one data set. Larger ones than memory holds are trained on from the disk. */
export const MAX_DATASET_BYTES = 16 * KIBI * MEBI;
/** Pixels that are ever read into memory as a whole. */
export const MAX_HELD_BYTES = 3 * KIBI * MEBI;
/** An IDX file of labels, one byte an image. */
export const MAX_LABEL_BYTES = 512 * MEBI;
/** One image file on disk; the largest cameras write about 200 MiB. */
export const MAX_IMAGE_FILE_BYTES = 256 * MEBI;
/** Width × height of one image. The largest cameras make 102 million; the worst kind (16 bit, interlaced) then takes 0.9 GiB. */
export const MAX_IMAGE_PIXELS = 105_000_000;
/** Files and folders met in one import, so that importing "/" by mistake ends. */
export const MAX_IMPORT_ENTRIES = 5_000_000;
/** Labels are stored as uint16. */
export const MAX_LABELS = 65_536;
/** A decoder that takes longer than this on one image is killed. */
export const DECODE_TIMEOUT_MS = 10_000;
/** dataset.json and report.json. */
export const MAX_JSON_BYTES = 256 * MEBI;
/** A GAN needs two images to have something to tell apart. */
export const FEWEST_IMAGES = 2;
