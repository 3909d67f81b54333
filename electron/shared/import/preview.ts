import type { z } from 'zod';
import { importOptionsSchema } from '../dataset.ts';
import type { PictureFacts } from './facts.ts';

/** Pictures that one question for a preview may name: a page of the window's grid. */
export const MOST_PREVIEWED = 48;

/** Longest side of the picture itself, in pixels: no tile shows more, and no stage. */
export const ORIGINAL_SIDES = { tile: 168, stage: 640 } as const;

/** What decides how a picture is made into an image: a change of it draws the preview anew. */
export const previewOptionsSchema = importOptionsSchema.pick({
  width: true,
  height: true,
  channels: true,
  fit: true,
  crop: true,
  padding: true,
  background: true,
  tones: true,
});
export type PreviewOptions = z.infer<typeof previewOptionsSchema>;

/** height × width × channels bytes, rows first, channels last. */
export interface PreviewPixels {
  width: number;
  height: number;
  channels: 1 | 3;
  pixels: Uint8Array;
}

/** One picture as an import would make it, beside itself; or why it cannot be taken. */
export type PreviewTile =
  | { path: string; image: PreviewPixels; original: PreviewPixels; facts: PictureFacts; inverted: boolean }
  | { path: string; reason: string };
