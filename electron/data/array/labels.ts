import type { NpyHeader } from './npy-header.ts';
import { refusedArray } from './npy-header.ts';

const WHOLE = /^([|<>=]?)([iu])([1248])$/;

/** True for an array that could be one whole number for each of the images. */
export const looksLikeLabels = ({ type, shape }: NpyHeader, count: number): boolean =>
  WHOLE.test(type) && shape[0] === count && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));

/** @param data of the array, as its header says @throws ForgerError `invalid-request` for numbers that no label has */
export function labelsOf({ type, shape }: NpyHeader, data: Uint8Array): number[] {
  const [, order = '', kind = '', digits = ''] = WHOLE.exec(type) ?? [];
  const [size, little] = [Number(digits), order !== '>'];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const at = (index: number): number => {
    if (size === 8)
      return Number(kind === 'i' ? view.getBigInt64(8 * index, little) : view.getBigUint64(8 * index, little));
    if (size === 4) return kind === 'i' ? view.getInt32(4 * index, little) : view.getUint32(4 * index, little);
    if (size === 2) return kind === 'i' ? view.getInt16(2 * index, little) : view.getUint16(2 * index, little);
    return kind === 'i' ? view.getInt8(index) : view.getUint8(index);
  };
  return Array.from({ length: shape[0] ?? 0 }, (_, index) => {
    const label = at(index);
    if (Number.isSafeInteger(label)) return label;
    throw refusedArray(`a label in it is ${label}, and labels are small whole numbers`);
  });
}
