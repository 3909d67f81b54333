import type { DatasetRecord } from '@shared/dataset.ts';
import { count, plural } from './format.ts';

/** "60,000 · 28 × 28 · 10 labels". */
export function factsOf(record: DatasetRecord): string {
  const { image, labels } = record;
  const shape = `${image.width} × ${image.height}${image.channels === 3 ? ' colour' : ''}`;
  const parts = [count(record.count), shape, ...(labels === null ? [] : [plural(labels.length, 'label')])];
  return parts.join(' · ');
}
