import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openDataset } from '../../electron/data/index.ts';
import { permutation } from '../../electron/engine/random/draws.ts';
import { pixelsOf } from '../../electron/engine/training/batches.ts';
import type { Library } from '../../electron/store/index.ts';
import type { ImageShape } from '../../electron/shared/network/layers.ts';
import { readNpy } from '../ranking/npy.ts';
import { stack } from './stacked.ts';

/** Images of a data set that ships: which are trained on, and which judge. */
export interface ShippedPlan {
  from: string;
  /** So many judge, chosen by `choose`; all others are trained on. */
  judges?: number;
  /** The file that names each image and who sees it, in place of that. */
  list?: string;
  /** Whether recipes are told the labels. */
  labels?: true;
  /** Whether the outside classifier knows such pictures. */
  clothes?: true;
  /** Three pictures, taken at random, as the colours of one of such a side: modes are counted. */
  stacked?: number;
}

/** Or pieces of photographs: the file names each, and who sees it. */
export type SetPlan = ShippedPlan | { photos: string };

/** What a plan names. */
export interface Pictures {
  image: ImageShape;
  /** [n, height, width, channels], 0 … 255 */
  trained: Uint8Array;
  judges: Uint8Array;
  /** Of those that are trained on, where recipes are told. */
  labels: { numbers: Uint8Array; count: number } | null;
  /** The pictures that are stacked, where they are. */
  grey: ImageShape | null;
}

export interface Chosen {
  trained: Uint32Array;
  judges: Uint32Array;
}

const fileOf = (list: string): string => resolve('bench', 'quality', list);

/**
 * Images that judge are of other groups than those trained on, where the data set has groups: variants of one picture are no strangers.
 */
export function choose(count: number, groups: Uint16Array | undefined, judges: number): Chosen {
  const order = permutation({ seed: 17, purpose: 'evaluationImages', step: 0 }, count);
  const judging = order.slice(0, judges);
  const groupOf = (index: number): number => groups?.[index] ?? index;
  const strange = new Set([...judging].map(groupOf));
  return {
    trained: order
      .slice(judges)
      .filter((index) => !strange.has(groupOf(index)))
      .sort(),
    judges: judging.sort(),
  };
}

/** A list's images by their numbers in the data set: lines of "trained,17" and "judges,4" below a heading. */
export async function readList(list: string): Promise<Chosen> {
  const lines = (await readFile(fileOf(list), 'utf8')).trim().split('\n').slice(1);
  const of = (part: keyof Chosen): Uint32Array =>
    Uint32Array.from(lines.filter((line) => line.startsWith(`${part},`)).map((line) => Number(line.split(',')[1])));
  return { trained: of('trained'), judges: of('judges') };
}

/** Each picture once in each colour, beside others at random. */
const triples = (chosen: Uint32Array): Uint32Array => {
  const orders = [1, 2, 3].map((seed) => permutation({ seed, purpose: 'evaluationImages', step: 0 }, chosen.length));
  return Uint32Array.from(
    { length: 3 * chosen.length },
    (_, at) => chosen[orders[at % 3]?.[Math.floor(at / 3)] ?? 0] ?? 0,
  );
};

async function shipped(plan: ShippedPlan, library: Library, bundledDir: string): Promise<Pictures> {
  const all = await openDataset(library.dir, bundledDir, plan.from);
  const { image: own, count } = all.record;
  const { list, stacked } = plan;
  const numbers = list === undefined ? choose(count, all.groups, plan.judges ?? 0) : await readList(list);
  const images = { pixels: all.pixels, image: own, count, labels: null };
  const drawn = (chosen: Uint32Array): Uint8Array =>
    stacked === undefined ? pixelsOf(images, chosen) : stack(pixelsOf(images, triples(chosen)), own, stacked);
  const labels = plan.labels && all.labels;
  return {
    image: stacked === undefined ? own : { height: stacked, width: stacked, channels: 3 },
    trained: drawn(numbers.trained),
    judges: drawn(numbers.judges),
    labels: labels
      ? {
          numbers: Uint8Array.from(numbers.trained, (at) => labels[at] ?? 0),
          count: all.record.labels?.length ?? 0,
        }
      : null,
    grey: stacked === undefined ? null : own,
  };
}

/** Cut by Python, whose packages carry the photographs. @throws {Error} where there is no such Python */
async function photos(list: string, folder: string): Promise<Pictures> {
  const python = process.env['FORGER_BENCH_PYTHON'];
  if (!python)
    throw new Error(
      'There is no Python with scikit-image and scikit-learn for the photographs: name one in FORGER_BENCH_PYTHON.',
    );
  const files = ['trained', 'judges'].map((part) => join(folder, `photos-${part}.npy`));
  await promisify(execFile)(python, [resolve('bench', 'quality', 'photos.py'), fileOf(list), ...files]);
  const [trained, judges] = await Promise.all(files.map(async (file) => readNpy(await readFile(file), file)));
  const [, height = 0, width = 0] = trained?.shape ?? [];
  return {
    image: { height, width, channels: 3 },
    trained: Uint8Array.from(trained?.values ?? []),
    judges: Uint8Array.from(judges?.values ?? []),
    labels: null,
    grey: null,
  };
}

/** The pictures of a set, the same on every machine. @param folder for files on the way */
export const picturesOf = (
  plan: SetPlan,
  { library, bundledDir, folder }: { library: Library; bundledDir: string; folder: string },
): Promise<Pictures> => ('photos' in plan ? photos(plan.photos, folder) : shipped(plan, library, bundledDir));
