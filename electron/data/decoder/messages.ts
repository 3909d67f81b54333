import { z } from 'zod';
import type { ImportOptions } from '@shared/dataset.ts';
import { IMAGE_FORMATS, type PictureFacts } from '@shared/import/facts.ts';
import { MAX_IMAGE_FRAMES, MAX_IMAGE_PIXELS } from '../limits.ts';

/** What every image of an import becomes: height × width × channels bytes. */
export type ImageTarget = Pick<ImportOptions, 'width' | 'height' | 'channels' | 'fit'>;

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
  | { type: 'decoded'; index: number; pixels: Uint8Array; facts: PictureFacts }
  | { type: 'looked'; index: number; facts: PictureFacts }
  | { type: 'refused'; index: number; reason: string };

/** A process that was taken over may say anything. */
export function isDecoderMessage(message: unknown): message is DecoderMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, index, pixels, facts, reason } = message as Record<string, unknown>;
  if (type === 'ready') return true;
  if (!Number.isInteger(index)) return false;
  if (type === 'decoded') return pixels instanceof Uint8Array && areFacts(facts);
  if (type === 'looked') return areFacts(facts);
  return type === 'refused' && typeof reason === 'string' && reason.length <= 200;
}

const brightness = z.number().min(0).max(255);
const hexadecimal = (digits: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const factsSchema = z
  .strictObject({
    format: z.enum(IMAGE_FORMATS),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
    turned: z.boolean(),
    transparent: z.boolean(),
    deep: z.boolean(),
    frames: z.number().int().positive().max(MAX_IMAGE_FRAMES),
    colour: z.boolean(),
    digest: hexadecimal(64),
    hash: hexadecimal(16),
    brightness,
    contrast: brightness,
    border: z.strictObject({ brightness, contrast: brightness }),
    sharpness: brightness,
  })
  .refine(({ width, height }) => width * height <= MAX_IMAGE_PIXELS) satisfies z.ZodType<PictureFacts>;

const areFacts = (facts: unknown): facts is PictureFacts => factsSchema.safeParse(facts).success;
