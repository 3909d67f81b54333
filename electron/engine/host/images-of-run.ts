import { heldOutCount } from '@shared/config/held-out.ts';
import type { RunRecord } from '@shared/run.ts';
import type { OpenedDataset } from '../../data/index.ts';
import type { Images } from '../training/batches.ts';
import { holdOut } from '../training/held-out/hold-out.ts';

/** A data set as a run takes it: which images it holds out follows from them and its settings. @throws {ForgerError} */
export function imagesOfRun(
  { pixels, labels, groups, record: { count, image } }: OpenedDataset,
  { config }: Pick<RunRecord, 'config'>,
): Images {
  const images = { pixels, count, image, labels, ...(groups && { groups }) };
  const held = heldOutCount(config['images.heldOut'], count);
  return held > 0 ? { ...images, split: holdOut(images, held) } : images;
}
