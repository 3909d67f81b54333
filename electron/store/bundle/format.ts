import { z } from 'zod';
import { DATASET_FILES, isSampleName, parseCheckpointFolder, RUN_FILES } from '@shared/library-names.ts';
import RUN_FILE_TYPE from '@shared/run-file-type.json' with { type: 'json' };
import { idSchema } from '@shared/run.ts';
import { CHECKPOINT_FILES } from '../checkpoint.ts';
import { FILE_LIMITS } from '../files/index.ts';
import { BUNDLE_LINEAGE } from '../lineage.ts';
import { MANIFEST_FILE } from '../manifest.ts';

/**
 * A run file, `<name>.forger.zip`: a zip with the run's own files under the names they have in its folder, what is
 * known of its data set under `dataset/`, and `manifest.json` with the SHA-256 of each, written last.
 */
export const BUNDLE_ENDING = RUN_FILE_TYPE.ending;
export const BUNDLE_MANIFEST = 'manifest.json';
const DATASET_FOLDER = 'dataset/';
/** Files of a data set that a run file may hold. */
export const DATASET_PARTS = {
  record: `${DATASET_FOLDER}${DATASET_FILES.record}`,
  thumbnail: `${DATASET_FOLDER}${DATASET_FILES.thumbnail}`,
  licence: `${DATASET_FOLDER}licence.txt`,
  report: `${DATASET_FOLDER}${DATASET_FILES.report}`,
  pixels: `${DATASET_FOLDER}${DATASET_FILES.pixels}`,
  labels: `${DATASET_FOLDER}${DATASET_FILES.labels}`,
} as const;

const KIBI = 1024;
const MEBI = KIBI * KIBI;
const GIBI = KIBI * MEBI;

/** What a run file may be at most; a writer refuses to make one beyond it, a reader to open one. */
export const BUNDLE_LIMITS = {
  /** Far more than the samples and checkpoints of any run; a directory of so many takes about 20 MiB. */
  entries: 100_000,
  directoryBytes: 32 * MEBI,
  /** Everything in it, unpacked. */
  totalBytes: 128 * GIBI,
  /** Unpacked bytes for each packed one, of files over a mebibyte: lines of numbers come to 10, a bomb to 1,000. */
  ratio: 250,
  ratioFrom: MEBI,
  /** A row of metrics is some 400 bytes. */
  metricLineBytes: 16 * KIBI,
  /** A sample grid: 16,384 × 4,096 or as many otherwise. */
  imagePixels: 2 ** 26,
} as const;

const bytes = z.number().int().min(0).max(BUNDLE_LIMITS.totalBytes);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const step = z.number().int().min(0);

export const bundleManifestSchema = z.object({
  format: z.literal(BUNDLE_LINEAGE.format),
  kind: z.literal('forger-run'),
  /** The Forger that wrote it. */
  forger: z.string().max(60),
  run: z.object({ id: idSchema, step }),
  /** Steps of the checkpoints in it, oldest first. */
  checkpoints: z.array(step),
  /** Whether the images are in it, or only what is known of them. */
  images: z.boolean(),
  files: z.record(z.string(), z.object({ bytes, sha256 })),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** What a file in a run file is. */
export interface BundlePart {
  /** Whose it is. */
  of: 'manifest' | 'run' | 'dataset';
  /** Most bytes it may have. */
  most: number;
  /** Whether packing it pays: weights and pictures hardly shrink. */
  packs: boolean;
}

const json = (most: number, of: BundlePart['of'] = 'run'): BundlePart => ({ of, most, packs: true });

const TOP: Partial<Record<string, BundlePart>> = {
  [BUNDLE_MANIFEST]: json(32 * MEBI, 'manifest'),
  [RUN_FILES.record]: json(FILE_LIMITS.json),
  [RUN_FILES.status]: json(MEBI),
  [RUN_FILES.pins]: json(MEBI),
  [RUN_FILES.metrics]: json(FILE_LIMITS.metrics),
  [RUN_FILES.evaluations]: json(FILE_LIMITS.metrics),
  [RUN_FILES.log]: json(FILE_LIMITS.log),
  [DATASET_PARTS.record]: json(FILE_LIMITS.json, 'dataset'),
  [DATASET_PARTS.thumbnail]: { of: 'dataset', most: 16 * MEBI, packs: false },
  [DATASET_PARTS.licence]: json(MEBI, 'dataset'),
  [DATASET_PARTS.report]: json(FILE_LIMITS.json, 'dataset'),
  [DATASET_PARTS.pixels]: json(16 * GIBI, 'dataset'),
  // Read whole: the labels of 32 million images.
  [DATASET_PARTS.labels]: json(64 * MEBI, 'dataset'),
};

const SAMPLE: BundlePart = { of: 'run', most: FILE_LIMITS.picture, packs: false };
const IN_CHECKPOINT: ReadonlySet<string> = new Set([
  ...CHECKPOINT_FILES.required,
  ...CHECKPOINT_FILES.optional,
  MANIFEST_FILE,
]);
const checkpointPart = (name: string): BundlePart =>
  name.endsWith('.json') ? json(FILE_LIMITS.json) : { of: 'run', most: FILE_LIMITS.weights, packs: false };

/** What stands under a name in a run file; null for any name that Forger never writes there. */
export function bundlePart(name: string): BundlePart | null {
  if (Object.hasOwn(TOP, name)) return TOP[name] ?? null;
  if (isSampleName(name)) return SAMPLE;
  const inside = inCheckpoint(name);
  return inside && IN_CHECKPOINT.has(inside.file) ? checkpointPart(inside.file) : null;
}

/** Whether a folder's entry (`samples/`), which other programs add, leads to such names. */
export function isBundleFolder(name: string): boolean {
  if ([`${RUN_FILES.samples}/`, `${RUN_FILES.checkpoints}/`, DATASET_FOLDER].includes(name)) return true;
  const file = inCheckpoint(name)?.file;
  if (file === undefined || !name.endsWith('/')) return false;
  return file === '' || [...IN_CHECKPOINT].some((inside) => inside.startsWith(file));
}

/** The checkpoint that a name lies in, and the rest of the name; null for any other. */
export function inCheckpoint(name: string): { step: number; file: string } | null {
  const [top, folder = '', ...rest] = name.split('/');
  const at = top === RUN_FILES.checkpoints ? parseCheckpointFolder(folder) : null;
  return at === null ? null : { step: at, file: rest.join('/') };
}
