import type { ImageShape } from '@shared/network/layers.ts';
import type { AnimationEncoder } from './encoder.ts';
import { gifenc } from './gifenc.ts';
import { GREYS, indexColours } from './palette.ts';

const MS_PER_HUNDREDTH = 10;

/** A GIF89a. Grey pictures keep every level; colour pictures have up to 256 colours of their own each. */
export function gifEncoder({ width, height, channels }: ImageShape): AnimationEncoder {
  const gif = gifenc.GIFEncoder();
  let first = true;
  return {
    get size() {
      return gif.bytesView().byteLength;
    },
    add: async (picture, delay) => {
      const timing = { delay: delay * MS_PER_HUNDREDTH, repeat: 0 };
      if (channels === 1)
        // Frames after the first share its palette.
        gif.writeFrame(picture, width, height, { ...timing, ...(first ? { palette: GREYS } : {}) });
      else {
        const { index, palette } = indexColours(picture);
        gif.writeFrame(index, width, height, { ...timing, palette });
      }
      first = false;
    },
    finish: () => {
      gif.finish();
      return gif.bytes();
    },
  };
}
