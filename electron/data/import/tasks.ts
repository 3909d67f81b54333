import type { DecoderAnswer, DecoderRequest, ImageLook, ImageTarget } from '../decoder/messages.ts';

/** What a pool of decoders does with each file. */
export interface DecoderTask<Answer> {
  request(index: number, path: string): DecoderRequest;
  /** Null where the process answered something that nobody asked for. */
  read(message: DecoderAnswer): Answer | null;
}

export interface Decoded {
  /** height × width × channels bytes, rows first, channels last. */
  pixels: Uint8Array;
}

/** Makes each image what every image of an import becomes. */
export const decodeTask = (target: ImageTarget): DecoderTask<Decoded> => ({
  request: (index, path) => ({ type: 'decode', index, path, target }),
  read: (message) =>
    message.type === 'decoded' && message.pixels.length === target.width * target.height * target.channels
      ? { pixels: message.pixels }
      : null,
});

/** Finds out of each image what it is. */
export const LOOK_TASK: DecoderTask<{ look: ImageLook }> = {
  request: (index, path) => ({ type: 'look', index, path }),
  read: (message) => (message.type === 'looked' ? { look: message.look } : null),
};
