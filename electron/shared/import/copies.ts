import { forEach, type Sliced } from '../sliced.ts';
import type { PictureFacts } from './facts.ts';
import type { Rows } from './rows.ts';

/** What tells a picture from its copies. */
export type Print = Pick<PictureFacts, 'digest' | 'hash' | 'brightness' | 'contrast' | 'border' | 'sharpness'>;

/** That a picture is no copy. */
export const FIRST = -1;

/**
 * Of each picture the number of the first whose file is the same, byte by byte, or {@link FIRST}.
 * @param left true for those that do not count
 */
export function* copiesAmong(prints: Rows<Pick<Print, 'digest'>>, left: (at: number) => boolean): Sliced<Int32Array> {
  const firsts = new Map<string, number>();
  const found = new Int32Array(prints.length).fill(FIRST);
  yield* forEach(prints.length, (at) => {
    const digest = left(at) ? undefined : prints.at(at)?.digest;
    if (digest === undefined) return;
    const first = firsts.get(digest);
    if (first === undefined) firsts.set(digest, at);
    else found[at] = first;
  });
  return found;
}
