import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importIdx, openDataset } from '../../electron/data/index.ts';
import { permutation } from '../../electron/engine/random/draws.ts';
import { pixelsOf } from '../../electron/engine/training/batches.ts';
import type { Library } from '../../electron/store/index.ts';
import type { ImageShape } from '../../electron/shared/network/layers.ts';
import { npyOfPixels } from '../ranking/npy.ts';
import { stack } from './stacked.ts';

/** Which images of a data set that ships are trained on, and how many others judge. */
export interface SetPlan {
  from: string;
  /** Trained on; left out, all but those that judge. */
  trained?: number;
  judges: number;
  /** Whether recipes are told the labels. */
  labels?: true;
  /** Whether the outside classifier knows such pictures. */
  clothes?: true;
  /** Three pictures, taken at random, as the colours of one of such a side: modes are counted. */
  stacked?: number;
}

/** Every set by its name. The images of each are chosen by its plan alone, the same on every machine. */
export const SETS = {
  /** Clothes of 28 × 28, grey, without labels. */
  clothes: { from: 'fashion-mnist', judges: 5000, clothes: true },
  /** The same with their ten labels, of each as many: for recipes that are told which kind they see. */
  'clothes-labels': { from: 'fashion-mnist', judges: 5000, labels: true, clothes: true },
  /** A thousand modes, 32 × 32 in colour. */
  'clothes-stacked': { from: 'fashion-mnist', judges: 5000, stacked: 32 },
  /** Few pictures of many kinds, 64 × 64 in colour: the hard case. */
  'emoji-400': { from: 'emoji', trained: 400, judges: 1000 },
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

/**
 * Images that judge are of other groups than those trained on, where the data set has groups: variants of one picture are no strangers.
 */
export function choose(
  count: number,
  groups: Uint16Array | undefined,
  { trained, judges }: SetPlan,
): { trained: Uint32Array; judges: Uint32Array } {
  const order = permutation({ seed: 17, purpose: 'evaluationImages', step: 0 }, count);
  const judging = order.slice(0, judges);
  const groupOf = (index: number): number => groups?.[index] ?? index;
  const strange = new Set([...judging].map(groupOf));
  const rest = order.slice(judges).filter((index) => !strange.has(groupOf(index)));
  return { trained: rest.slice(0, trained ?? rest.length).sort(), judges: judging.sort() };
}

/** Each picture once in each colour, beside others at random. */
const triples = (chosen: Uint32Array): Uint32Array => {
  const orders = [1, 2, 3].map((seed) => permutation({ seed, purpose: 'evaluationImages', step: 0 }, chosen.length));
  return Uint32Array.from(
    { length: 3 * chosen.length },
    (_, at) => chosen[orders[at % 3]?.[Math.floor(at / 3)] ?? 0] ?? 0,
  );
};

/** The set in the library, made where it is not there yet. @param folder for the files of other programs */
export async function qualitySet(
  library: Library,
  bundledDir: string,
  folder: string,
  name: SetName,
): Promise<QualitySet> {
  const plan: SetPlan = SETS[name];
  const all = await openDataset(library.dir, bundledDir, plan.from);
  const { image: own, count } = all.record;
  const image: ImageShape = plan.stacked ? { height: plan.stacked, width: plan.stacked, channels: 3 } : own;
  const images = { pixels: all.pixels, image: own, count, labels: null };
  const labels = plan.labels ? all.labels : null;
  const numbers = choose(count, all.groups, plan);
  const drawn = (chosen: Uint32Array): Uint8Array =>
    plan.stacked ? stack(pixelsOf(images, triples(chosen)), own, plan.stacked) : pixelsOf(images, chosen);
  const [trained, judges] = [drawn(numbers.trained), drawn(numbers.judges)];
  const dimensions = [numbers.trained.length, image.height, image.width, image.channels];
  await mkdir(folder, { recursive: true });
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
    if (labelsFile)
      await writeFile(
        labelsFile,
        idxOf(
          Uint8Array.from(numbers.trained, (at) => labels[at] ?? 0),
          dimensions.slice(0, 1),
        ),
      );
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
      classes: labels ? (all.record.labels?.length ?? 0) : 0,
      clothes: plan.clothes ?? false,
      grey: plan.stacked ? own : null,
      dataset: (await readFile(known, 'utf8')).trim(),
    },
    trained: { pixels: trained, count: numbers.trained.length },
    judges: { pixels: judges, count: numbers.judges.length },
  };
}
