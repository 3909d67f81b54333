import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importIdx } from '../../electron/data/index.ts';
import type { Library } from '../../electron/store/index.ts';
import type { ImageShape } from '../../electron/shared/network/layers.ts';
import { npyOfPixels } from '../ranking/npy.ts';
import { picturesOf, type SetPlan } from './pictures.ts';

/** Every set by its name. The images of each are chosen by its plan alone, the same on every machine. */
export const SETS = {
  /** Clothes of 28 × 28, grey, without labels. */
  clothes: { from: 'fashion-mnist', judges: 5000, clothes: true },
  /** The same with their ten labels, of each as many: for recipes that are told which kind they see. */
  'clothes-labels': { from: 'fashion-mnist', judges: 5000, labels: true, clothes: true },
  /** A thousand modes, 32 × 32 in colour. */
  'clothes-stacked': { from: 'fashion-mnist', judges: 5000, stacked: 32 },
  /** Few pictures of many kinds, 64 × 64 in colour: the hard case. */
  'emoji-400': { from: 'emoji', list: 'emoji-400.csv' },
  /** Pieces of ten photographs, 64 × 64 in colour. */
  'photos-400': { photos: 'photos-400.csv' },
} as const satisfies Record<string, SetPlan>;
export type SetName = keyof typeof SETS;
export const SET_NAMES = Object.keys(SETS) as SetName[];

/** The set as it is trained on and judged by. */
export interface QualitySet {
  name: SetName;
  /** Its id in the library. */
  dataset: string;
  image: ImageShape;
  /** Of how many labels recipes are told. */
  classes: number;
  /** Whether the outside classifier knows such pictures. */
  clothes: boolean;
  /** The clothes that are stacked, where they are. */
  grey: ImageShape | null;
  /** [n, height, width, channels] as NumPy reads it: what every other program trains on. */
  trainFile: string;
  trained: { pixels: Uint8Array; count: number };
  /** Held out of all programs' training. */
  judges: { pixels: Uint8Array; count: number };
}

/** IDX of unsigned bytes, of which the data set is made: its own numbers, decoded by nobody. */
function idxOf(pixels: Uint8Array, dimensions: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((dimension, at) => header.writeUInt32BE(dimension, 4 + 4 * at));
  return Buffer.concat([header, pixels]);
}

/** The set in the library, made where it is not there yet. @param folder for the files of other programs */
export async function qualitySet(
  library: Library,
  bundledDir: string,
  folder: string,
  name: SetName,
): Promise<QualitySet> {
  const plan: SetPlan = SETS[name];
  await mkdir(folder, { recursive: true });
  const { image, trained, judges, labels, grey } = await picturesOf(plan, { library, bundledDir, folder });
  const size = image.height * image.width * image.channels;
  const dimensions = [trained.length / size, image.height, image.width, image.channels];
  const trainFile = join(folder, `${name}.npy`);
  await writeFile(trainFile, npyOfPixels(trained, dimensions));
  const id = `${name}-${createHash('sha256')
    .update(trained)
    .update(labels ? 'labels' : '')
    .digest('hex')
    .slice(0, 8)}`;
  const known = join(folder, `${id}.dataset`);
  if (!existsSync(known)) {
    const file = join(folder, `${name}-images-idx4-ubyte`);
    await writeFile(file, idxOf(trained, dimensions));
    const labelsFile = labels && join(folder, `${name}-labels-idx1-ubyte`);
    if (labels && labelsFile) await writeFile(labelsFile, idxOf(labels.numbers, dimensions.slice(0, 1)));
    const { record } = await importIdx({
      libraryDir: library.dir,
      pair: { images: file, labels: labelsFile },
      name,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await writeFile(known, record.id);
  }
  return {
    ...{
      name,
      image,
      trainFile,
      classes: labels?.count ?? 0,
      clothes: 'from' in plan && (plan.clothes ?? false),
      grey,
      dataset: (await readFile(known, 'utf8')).trim(),
    },
    trained: { pixels: trained, count: trained.length / size },
    judges: { pixels: judges, count: judges.length / size },
  };
}
