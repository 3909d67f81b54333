import type { DatasetRecord } from '@shared/dataset.ts';
import { isPaired } from '@shared/pairs.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { imageMade } from '@shared/presets/networks-of.ts';
import type { RunRecord } from '@shared/run.ts';

const sameShape = (a: ImageShape, b: ImageShape): boolean =>
  a.height === b.height && a.width === b.width && a.channels === b.channels;

/** Other data sets that a run's networks can go on with: pairs or single images as its own, as large, of the same colours, with as many labels where these count. */
export const fittingImages = (
  { networks: { image, classes }, recipe, dataset }: Pick<RunRecord, 'networks' | 'recipe' | 'dataset'>,
  ready: readonly { record: DatasetRecord }[],
): DatasetRecord[] =>
  ready
    .map(({ record }) => record)
    .filter(
      (one) =>
        one.hash !== dataset.hash &&
        isPaired(one) === isPaired(recipe) &&
        sameShape(imageMade({ recipe }, one), image) &&
        (classes === undefined || classes === (one.labels?.length ?? 0)),
    );
