import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frechet, normalOf, rootOf } from '../../electron/engine/evaluation/frechet.ts';
import { PRECISION_NEIGHBOURS } from '../../electron/engine/evaluation/precision-recall.ts';
import { radii, shareInsideFakes } from '../../electron/engine/evaluation/neighbours.ts';
import { pairsOf } from '../../electron/engine/evaluation/rows.ts';
import { classify, featuresOf, kindsOf } from '../ranking/classifier.ts';
import { npyOfPixels } from '../ranking/npy.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import type { Row } from './rows.ts';
import type { QualitySet } from './sets.ts';
import { modesOf, unstack } from './stacked.ts';

/** Kinds of clothes. */
const KINDS = 10;

interface Places {
  folder: string;
  bundledDir: string;
}

interface Made {
  /** [n, height, width, channels], 0 … 255 */
  fakes: Uint8Array;
  /** Of the run's files. */
  name: string;
}

const foldersOf = (folder: string): { pictures: string; features: string } => ({
  pictures: join(folder, 'pictures'),
  features: join(folder, 'features'),
});

async function write(folder: string, file: string, pixels: Uint8Array, image: ImageShape): Promise<void> {
  const { height, width, channels } = image;
  const dimensions = [pixels.length / (height * width * channels), height, width, channels];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), npyOfPixels(pixels, dimensions));
}

/** How far fakes are from the pictures that judge, as a classifier outside Forger sees them; null of sets that it does not know. */
export async function outside(
  { folder, bundledDir }: Places,
  { name: set, clothes, image, judges }: QualitySet,
  { fakes, name }: Made,
): Promise<Row['outside']> {
  if (!clothes) return null;
  const { pictures, features } = foldersOf(folder);
  const files = { real: `${set}-real.npy`, fakes: `${name}.npy` };
  if (!existsSync(join(pictures, files.real))) await write(pictures, files.real, judges.pixels, image);
  await write(pictures, files.fakes, fakes, image);
  await classify({ pictures, features, bundledDir });
  const [real, made] = [await featuresOf(features, files.real), await featuresOf(features, files.fakes)];
  const normal = normalOf(real);
  return {
    fd: frechet(normal, rootOf(normal), normalOf(made)),
    recall: shareInsideFakes(pairsOf(real, made), radii(pairsOf(made, made), PRECISION_NEIGHBOURS)),
  };
}

/** How many of the 1,000 combinations the classifier finds among stacked clothes; null of other sets. */
export async function modes(
  { folder, bundledDir }: Places,
  { grey, image }: QualitySet,
  { fakes, name }: Made,
): Promise<number | null> {
  if (grey === null) return null;
  const { pictures, features } = foldersOf(folder);
  await write(pictures, `${name}.npy`, unstack(fakes, grey, image.height), grey);
  await classify({ pictures, features, bundledDir });
  return modesOf(await kindsOf(features, `${name}.npy`), KINDS);
}
