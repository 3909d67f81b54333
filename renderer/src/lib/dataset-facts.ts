import type { DatasetRecord } from '@shared/dataset.ts';
import { halfOf, isPaired } from '@shared/pairs.ts';
import { imageShape, plural, count } from './format.ts';

/** "60,000 images", "60,000 pairs". @param number of them; all where left out */
export const imagesWords = (record: DatasetRecord, number = record.count): string =>
  plural(number, isPaired(record) ? 'pair' : 'image');

/** "28 × 28, grey"; of pairs that of each of both. */
export const sizeWords = (record: DatasetRecord): string =>
  isPaired(record) ? `${imageShape(halfOf(record.image))}, input and target each` : imageShape(record.image);

/** "60,000 · 28 × 28 · 10 labels", "60,000 pairs · 28 × 28 each · 10 labels". */
export function factsOf(record: DatasetRecord): string {
  const { image, labels } = record;
  const paired = isPaired(record);
  const { width, height } = paired ? halfOf(image) : image;
  const shape = `${width} × ${height}${image.channels === 3 ? ' colour' : ''}${paired ? ' each' : ''}`;
  const number = paired ? imagesWords(record) : count(record.count);
  return [number, shape, ...(labels === null ? [] : [plural(labels.length, 'label')])].join(' · ');
}
