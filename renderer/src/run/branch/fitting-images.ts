import type { DatasetRecord } from '@shared/dataset.ts';
import { isPaired } from '@shared/pairs.ts';
import type { RunRecord } from '@shared/run.ts';

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
        one.image.height === image.height &&
        one.image.width === image.width &&
        one.image.channels === image.channels &&
        (classes === undefined || classes === (one.labels?.length ?? 0)),
    );
