import { decodeImage as decodeWithFacts } from '../../../electron/data/decoder/decode.ts';
import type { ImageTarget } from '../../../electron/data/decoder/messages.ts';
import { PICTURE_DEFAULTS } from '../../../electron/shared/import/options.ts';

type SimpleTarget = Pick<ImageTarget, 'width' | 'height' | 'channels' | 'fit'> & Partial<ImageTarget>;

/** A target with the choices that are not named as older versions had them. */
export const plain = (target: SimpleTarget): ImageTarget => ({ ...PICTURE_DEFAULTS, ...target });

/** The pixels alone of what the decoder makes of a file. */
export const decodeImage = async (bytes: Uint8Array, target: SimpleTarget): Promise<Uint8Array> =>
  (await decodeWithFacts(bytes, plain(target))).pixels;
