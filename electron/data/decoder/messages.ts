import type { ImportOptions } from '@shared/dataset.ts';

/** What every image of an import becomes: height × width × channels bytes. */
export type ImageTarget = Pick<ImportOptions, 'width' | 'height' | 'channels' | 'fit'>;

/** What one image is, told without decoding it at its full size. */
export interface ImageLook {
  /** Upright, in pixels. */
  width: number;
  height: number;
  /** False where it shows greys alone, whatever its file could hold. */
  colour: boolean;
}

/** To the decoding process. Requests are worked off one after another, in order. */
export type DecoderRequest = DecodeRequest | LookRequest;

export interface DecodeRequest {
  type: 'decode';
  /** Comes back with the answer. */
  index: number;
  /** Absolute path of the file. */
  path: string;
  target: ImageTarget;
}

export interface LookRequest {
  type: 'look';
  index: number;
  path: string;
}

/** From the decoding process: `ready` once, then one answer a request. */
export type DecoderMessage = { type: 'ready' } | DecoderAnswer;

export type DecoderAnswer =
  /** height × width × channels bytes, rows first, channels last. */
  | { type: 'decoded'; index: number; pixels: Uint8Array }
  | { type: 'looked'; index: number; look: ImageLook }
  | { type: 'refused'; index: number; reason: string };

/** A process that was taken over may say anything. */
export function isDecoderMessage(message: unknown): message is DecoderMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, index, pixels, look, reason } = message as Record<string, unknown>;
  if (type === 'ready') return true;
  if (!Number.isInteger(index)) return false;
  if (type === 'decoded') return pixels instanceof Uint8Array;
  if (type === 'looked') return isLook(look);
  return type === 'refused' && typeof reason === 'string' && reason.length <= 200;
}

function isLook(look: unknown): look is ImageLook {
  if (typeof look !== 'object' || look === null) return false;
  const { width, height, colour } = look as Record<string, unknown>;
  return [width, height].every((side) => Number.isInteger(side) && Number(side) > 0) && typeof colour === 'boolean';
}
