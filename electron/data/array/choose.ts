import { imagesOf } from './images.ts';
import { looksLikeLabels } from './labels.ts';
import { refusedArray, type NpyHeader } from './npy-header.ts';

const IMAGES = /image|pixel|data|^x|^arr_0$/i;
const LABELS = /label|target|class|^y|^arr_1$/i;
/** "x_train" and "y_train" belong together, "test_images" and "test_labels". */
const partOf = (name: string): string =>
  name.replace(/image|label|target|pixel|class|data|s?$|^[xy](?=_|$)|_/gi, '').toLowerCase();
/** Of several parts the largest is meant, which is the one to learn from. */
const byPreference = (a: [string, NpyHeader], b: [string, NpyHeader]): number =>
  Number(IMAGES.test(b[0])) - Number(IMAGES.test(a[0])) ||
  (b[1].shape[0] ?? 0) - (a[1].shape[0] ?? 0) ||
  (a[0] < b[0] ? -1 : 1);

/**
 * Which arrays of an .npz are the images and their labels, by their shapes and names.
 * @throws ForgerError `invalid-request` where none are images
 */
export function chooseArrays(headers: ReadonlyMap<string, NpyHeader>): { images: string; labels: string | null } {
  const candidates = [...headers]
    .filter(([, { shape }]) => shape.length === 3 || shape.length === 4)
    .sort(byPreference);
  const [best] = candidates;
  if (best === undefined)
    throw refusedArray(
      `none of its arrays holds images ([n, height, width] and the like): ${[...headers.keys()].slice(0, 8).join(', ') || 'it is empty'}`,
    );
  const [images, header] = best;
  const { count } = imagesOf(header);
  const possible = [...headers]
    .filter(([name, other]) => name !== images && looksLikeLabels(other, count))
    .map(([name]) => name);
  const labels =
    possible.find((name) => LABELS.test(name) && partOf(name) === partOf(images)) ??
    possible.find((name) => LABELS.test(name)) ??
    (possible.length === 1 ? possible[0] : undefined);
  return { images, labels: labels ?? null };
}
