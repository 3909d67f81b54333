import type { PictureFacts } from '@shared/import/facts.ts';
import type { Frames } from '../decoder/frames.ts';
import type {
  DecoderAnswer,
  DecoderRequest,
  ImageTarget,
  PictureAt,
  Previewed,
  Rendered,
} from '../decoder/messages.ts';

/** What a pool of decoders does with each file. */
export interface DecoderTask<Answer> {
  request(index: number, picture: PictureAt): DecoderRequest;
  /** Null where the process answered something that nobody asked for. */
  read(message: DecoderAnswer): Answer | null;
}

/** Without whatever else is known of a job. */
const at = ({ path, half }: PictureAt): PictureAt => ({ path, ...(half && { half }) });

/** What of the choices of an import decides the image made: the rest may name a million files, and is not sent. */
function targetOf(options: ImageTarget): ImageTarget {
  const { width, height, channels, fit, crop, padding, background, tones } = options;
  return { width, height, channels, fit, crop, padding, background, tones };
}

const hasSize = ({ pixels }: Rendered, { width, height, channels }: ImageTarget): boolean =>
  pixels.length === width * height * channels;

/** Makes each image what every image of an import becomes. */
export function decodeTask(options: ImageTarget): DecoderTask<Rendered> {
  const target = targetOf(options);
  return {
    request: (index, picture) => ({ type: 'decode', index, ...at(picture), target }),
    read: (message) =>
      message.type === 'decoded' && hasSize(message, target) ? { pixels: message.pixels, facts: message.facts } : null,
  };
}

/** The same, with the picture itself beside it. @param side its longest side, in pixels */
export function previewTask(options: ImageTarget, side: number): DecoderTask<Previewed> {
  const target = targetOf(options);
  return {
    request: (index, picture) => ({ type: 'preview', index, ...at(picture), target, side }),
    read(message) {
      if (message.type !== 'previewed' || !hasSize(message, target)) return null;
      const { pixels, facts, original } = message;
      return Math.max(original.width, original.height) <= side ? { pixels, facts, original } : null;
    },
  };
}

/** Takes frames out of one moving picture, some at a time. @param from number of the first one asked for */
export const framesTask = (from: () => number, every: number): DecoderTask<Frames> => ({
  request: (index, { path }) => ({ type: 'frames', index, path, from: from(), every }),
  read: (message) =>
    message.type === 'framed' && from() + every * (message.frames.length - 1) < message.total
      ? { frames: message.frames, total: message.total }
      : null,
});

/** Finds out of each image what it is. */
export const LOOK_TASK: DecoderTask<{ facts: PictureFacts }> = {
  request: (index, picture) => ({ type: 'look', index, ...at(picture) }),
  read: (message) => (message.type === 'looked' ? { facts: message.facts } : null),
};
