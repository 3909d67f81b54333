import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frechet, normalOf, rootOf } from '../../electron/engine/evaluation/frechet.ts';
import { PRECISION_NEIGHBOURS } from '../../electron/engine/evaluation/precision-recall.ts';
import { radii, shareInsideFakes } from '../../electron/engine/evaluation/neighbours.ts';
import { pairsOf } from '../../electron/engine/evaluation/rows.ts';
import { classify, featuresOf } from '../ranking/classifier.ts';
import { npyOfPixels } from '../ranking/npy.ts';
import type { Row } from './rows.ts';
import type { QualitySet } from './sets.ts';

/**
 * What the classifier outside Forger sees of fakes beside the pictures that judge; null of sets that it does not know.
 * @param fakes [n, height, width, channels], 0 … 255 @param name of the run's files
 */
export async function outside(
  { folder, bundledDir }: { folder: string; bundledDir: string },
  { name: set, clothes, image, judges }: QualitySet,
  { fakes, name }: { fakes: Uint8Array; name: string },
): Promise<Row['outside']> {
  if (!clothes) return null;
  const [pictures, features] = [join(folder, 'pictures'), join(folder, 'features')];
  await mkdir(pictures, { recursive: true });
  const { height, width, channels } = image;
  const files = { real: `${set}-real.npy`, fakes: `${name}.npy` };
  const write = (file: string, pixels: Uint8Array): Promise<void> =>
    writeFile(
      join(pictures, file),
      npyOfPixels(pixels, [pixels.length / (height * width * channels), height, width, channels]),
    );
  if (!existsSync(join(pictures, files.real))) await write(files.real, judges.pixels);
  await write(files.fakes, fakes);
  await classify({ pictures, features, bundledDir });
  const [real, made] = [await featuresOf(features, files.real), await featuresOf(features, files.fakes)];
  const normal = normalOf(real);
  return {
    fd: frechet(normal, rootOf(normal), normalOf(made)),
    recall: shareInsideFakes(pairsOf(real, made), radii(pairsOf(made, made), PRECISION_NEIGHBOURS)),
  };
}
