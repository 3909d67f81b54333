import type { ImportOptions } from '@shared/dataset.ts';

/** What every image of an import becomes: a square of size × size × channels bytes. */
export type ImageTarget = Pick<ImportOptions, 'size' | 'channels' | 'fit'>;

/** To the decoding process. Requests are worked off one after another, in order. */
export interface DecodeRequest {
  type: 'decode';
  /** Comes back with the answer. */
  index: number;
  /** Absolute path of the file. */
  path: string;
  target: ImageTarget;
}

/** From the decoding process: `ready` once, then one answer a request. */
export type DecoderMessage =
  | { type: 'ready' }
  /** size × size × channels bytes, rows first, channels last. */
  | { type: 'decoded'; index: number; pixels: Uint8Array }
  | { type: 'refused'; index: number; reason: string };

/** A process that was taken over may say anything. */
export function isDecoderMessage(message: unknown): message is DecoderMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, index, pixels, reason } = message as Record<string, unknown>;
  if (type === 'ready') return true;
  if (!Number.isInteger(index)) return false;
  return type === 'decoded'
    ? pixels instanceof Uint8Array
    : type === 'refused' && typeof reason === 'string' && reason.length <= 200;
}
