import { spans } from '../metric/spans.ts';
import type { Pictures } from './pictures.ts';
import type { Rows } from './rows.ts';

/** Side of a small picture: of 28 pixels it averages blocks of 3 or 4, of 64 blocks of 8. */
const SIDE = 8;

/** Numbers of a small picture. */
export const smallSize = ({ channels }: Pictures['image']): number => SIDE * SIDE * channels;

/** Means of 8 × 8 blocks of each picture, [count, 8 · 8 · channels], in grey levels: noise of single pixels is gone in them. */
export function smallPictures({ count, image, pixels }: Omit<Pictures, 'features'>): Rows {
  const { height, width, channels } = image;
  const [down, across] = [spans(height, SIDE), spans(width, SIDE)];
  const size = smallSize(image);
  const values = new Float64Array(count * size);
  let place = 0;
  for (let picture = 0; picture < count; picture++)
    for (const [top, bottom] of down)
      for (const [left, right] of across)
        for (let channel = 0; channel < channels; channel++, place++) {
          let sum = 0;
          for (let row = top; row < bottom; row++)
            for (let column = left; column < right; column++)
              sum += pixels[((picture * height + row) * width + column) * channels + channel] as number;
          values[place] = sum / ((bottom - top) * (right - left));
        }
  return { values, count, size };
}
