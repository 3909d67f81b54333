import type { PictureFacts } from '@shared/import/facts.ts';
import type { DecoderAnswer, DecoderRequest, ImageTarget } from '../decoder/messages.ts';

/** What a pool of decoders does with each file. */
export interface DecoderTask<Answer> {
  request(index: number, path: string): DecoderRequest;
  /** Null where the process answered something that nobody asked for. */
  read(message: DecoderAnswer): Answer | null;
}

export interface Decoded {
  /** height × width × channels bytes, rows first, channels last. */
  pixels: Uint8Array;
  facts: PictureFacts;
}

/** Makes each image what every image of an import becomes. */
export function decodeTask({ width, height, channels, fit }: ImageTarget): DecoderTask<Decoded> {
  // No more than that: the options of an import may name a million files.
  const target: ImageTarget = { width, height, channels, fit };
  return {
    request: (index, path) => ({ type: 'decode', index, path, target }),
    read: (message) =>
      message.type === 'decoded' && message.pixels.length === width * height * channels
        ? { pixels: message.pixels, facts: message.facts }
        : null,
  };
}

/** Finds out of each image what it is. */
export const LOOK_TASK: DecoderTask<{ facts: PictureFacts }> = {
  request: (index, path) => ({ type: 'look', index, path }),
  read: (message) => (message.type === 'looked' ? { facts: message.facts } : null),
};
