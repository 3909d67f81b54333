import type { DatasetRecord } from '@shared/dataset.ts';
import type { RunRecord } from '@shared/run.ts';

/** Other data sets that a run's networks can go on with: as large, of the same colours, with as many labels where these count. */
export const fittingImages = (
  { networks: { image, classes }, dataset }: Pick<RunRecord, 'networks' | 'dataset'>,
  ready: readonly { record: DatasetRecord }[],
): DatasetRecord[] =>
  ready
    .map(({ record }) => record)
    .filter(
      (one) =>
        one.hash !== dataset.hash &&
        one.image.height === image.height &&
        one.image.width === image.width &&
        one.image.channels === image.channels &&
        (classes === undefined || classes === (one.labels?.length ?? 0)),
    );
