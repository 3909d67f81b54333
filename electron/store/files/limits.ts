const KIBI = 1024;
const MEBI = KIBI * KIBI;
const GIBI = KIBI * MEBI;

/** The most bytes of each kind of file that is read whole; larger ones are no such file. */
export const FILE_LIMITS = {
  /** run.json, a manifest, a network: text of a few kilobytes, a megabyte in a large run. */
  json: 16 * MEBI,
  lock: 64 * KIBI,
  picture: 64 * MEBI,
  /** Weights, or an optimiser's memory. */
  weights: 16 * GIBI,
  metrics: 2 * GIBI,
  /** A file of the app's own pages. */
  page: 64 * MEBI,
  log: 256 * MEBI,
  /** runs/.index, which knows all runs; metrics.pyramid of a hundred million steps. */
  index: GIBI,
} as const;
