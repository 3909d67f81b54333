import { z } from 'zod';
import type { ImportOptions } from '@shared/dataset.ts';
import type { Half } from '@shared/import/options.ts';
import { IMAGE_FORMATS, MOST_FRAMES, type PictureFacts } from '@shared/import/facts.ts';
import { MAX_IMAGE_PIXELS } from '../limits.ts';
import type { Frames } from './frames.ts';

/** What every image of an import becomes: height × width × channels bytes. */
export type ImageTarget = Pick<
  ImportOptions,
  'width' | 'height' | 'channels' | 'fit' | 'crop' | 'padding' | 'background' | 'tones'
>;

/** An image as an import makes it. */
export interface Rendered {
  /** height × width × channels bytes, rows first, channels last. */
  pixels: Uint8Array;
  facts: PictureFacts;
}

/** A picture, small: height × width × 3 bytes. */
export interface Thumbnail {
  width: number;
  height: number;
  pixels: Uint8Array;
}

export interface Previewed extends Rendered {
  /** The picture itself, upright, over the background that was chosen. */
  original: Thumbnail;
}

/** To the decoding process. Requests are worked off one after another, in order. */
export type DecoderRequest = DecodeRequest | LookRequest | PreviewRequest | FramesRequest;

/** A picture to be opened: what a file shows, or one half of it. */
export interface PictureAt {
  /** Absolute path of the file. */
  path: string;
  /** Of a picture that holds two side by side. */
  half?: Half;
}

export interface DecodeRequest extends PictureAt {
  type: 'decode';
  /** Comes back with the answer. */
  index: number;
  target: ImageTarget;
}

export interface LookRequest extends PictureAt {
  type: 'look';
  index: number;
}

export interface FramesRequest extends Omit<LookRequest, 'type'> {
  type: 'frames';
  /** Number of the first frame, from 0 on, and every how many-th is given. */
  from: number;
  every: number;
}

export interface PreviewRequest extends Omit<DecodeRequest, 'type'> {
  type: 'preview';
  /** Longest side of the picture itself, in pixels. */
  side: number;
}

/** From the decoding process: `ready` once, then one answer a request. */
export type DecoderMessage = { type: 'ready' } | DecoderAnswer;

export type DecoderAnswer =
  | ({ type: 'decoded'; index: number } & Rendered)
  | ({ type: 'previewed'; index: number } & Previewed)
  | { type: 'looked'; index: number; facts: PictureFacts }
  | ({ type: 'framed'; index: number } & Frames)
  | { type: 'refused'; index: number; reason: string };

/** A process that was taken over may say anything. */
export function isDecoderMessage(message: unknown): message is DecoderMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, index, pixels, facts, original, frames, total, reason } = message as Record<string, unknown>;
  if (type === 'ready') return true;
  if (!Number.isInteger(index)) return false;
  if (type === 'decoded') return pixels instanceof Uint8Array && areFacts(facts);
  if (type === 'previewed') return pixels instanceof Uint8Array && areFacts(facts) && isThumbnail(original);
  if (type === 'looked') return areFacts(facts);
  if (type === 'framed') return areFrames(frames) && Number.isInteger(total) && Number(total) <= MOST_FRAMES;
  return type === 'refused' && typeof reason === 'string' && reason.length <= 200;
}

const areFrames = (frames: unknown): boolean =>
  Array.isArray(frames) && frames.length > 0 && frames.every((frame) => frame instanceof Uint8Array);

function isThumbnail(original: unknown): original is Thumbnail {
  if (typeof original !== 'object' || original === null) return false;
  const { width, height, pixels } = original as Record<string, unknown>;
  const sides = [width, height].map(Number);
  return (
    sides.every((side) => Number.isInteger(side) && side > 0) &&
    pixels instanceof Uint8Array &&
    pixels.length === sides.reduce((area, side) => area * side, 3)
  );
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
    frames: z.number().int().positive().max(MOST_FRAMES),
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
