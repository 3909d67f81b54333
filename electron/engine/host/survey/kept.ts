import type { DatasetRecord } from '@shared/dataset.ts';
import { MEASURES, type Measure } from '@shared/picture-measures.ts';
import type { PictureOrder, Surveyed } from '@shared/browse.ts';
import { ranked } from '@shared/ranked.ts';
import { readFeatures, type FeaturesOf } from '../../../store/features.ts';
import { keptImages, MOST_KEPT } from '../vision/kept-images.ts';

/** Raised where the same pictures come to have other numbers. */
const VERSIONS = { measures: 1, oddness: 1 } as const;

export const measuresKept = ({ hash }: Pick<DatasetRecord, 'hash'>): FeaturesOf => ({
  ...{ what: 'measures', hash, version: VERSIONS.measures, width: MEASURES.length },
});
export const oddnessKept = ({ hash }: Pick<DatasetRecord, 'hash'>): FeaturesOf => ({
  ...{ what: 'oddness', hash, version: VERSIONS.oddness, width: 1 },
});

/** Of all its images; null where not all were measured yet. */
async function readMeasures(library: string, record: DatasetRecord): Promise<Float32Array | null> {
  const rows = await readFeatures(library, measuresKept(record));
  return rows.length === record.count * MEASURES.length ? rows : null;
}

async function readOddness(library: string, record: DatasetRecord): Promise<Float32Array | null> {
  const rows = await readFeatures(library, oddnessKept(record));
  return rows.length === Math.min(record.count, MOST_KEPT) ? rows : null;
}

/** What is known of a data set. @param library its folder @throws {ForgerError} no-access, … */
export async function surveyed(library: string, record: DatasetRecord): Promise<Surveyed> {
  return {
    measures: (await readMeasures(library, record)) !== null,
    oddness: (await readOddness(library, record)) !== null,
    seen: Math.min(record.count, MOST_KEPT),
  };
}

function column(rows: Float32Array, measure: Measure): Float32Array {
  const place = MEASURES.indexOf(measure);
  return Float32Array.from(
    { length: rows.length / MEASURES.length },
    (_, row) => rows[row * MEASURES.length + place] ?? 0,
  );
}

/**
 * Numbers of a data set's images in an order; of one by oddness, those that features are kept of.
 * @returns null where what it is sorted by was not worked out yet
 * @throws {ForgerError} no-access, …
 */
export async function orderKept(
  library: string,
  record: DatasetRecord,
  { by, descending }: Exclude<PictureOrder, { by: 'nearest' }>,
): Promise<Uint32Array | null> {
  switch (by) {
    case 'imported':
      return Uint32Array.from({ length: record.count }, (_, at) => (descending ? record.count - 1 - at : at));
    case 'oddness': {
      const odd = await readOddness(library, record);
      const images = keptImages(record.count);
      return odd && ranked(odd, descending).map((place) => images[place] ?? 0);
    }
    default: {
      const measures = await readMeasures(library, record);
      return measures && ranked(column(measures, by), descending);
    }
  }
}
