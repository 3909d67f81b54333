import { decodeImage as decodeWithFacts } from '../../../electron/data/decoder/decode.ts';
import type { ImageTarget } from '../../../electron/data/decoder/messages.ts';

/** The pixels alone of what the decoder makes of a file. */
export const decodeImage = async (bytes: Uint8Array, target: ImageTarget): Promise<Uint8Array> =>
  (await decodeWithFacts(bytes, target)).pixels;
