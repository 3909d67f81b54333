import type { FrameSource } from '../../../export/index.ts';
import { gridPng } from '../grid.ts';

/** Frames of an animation in one picture, to be played in the window. */
export interface Sheet {
  /** The frames in their own size, side by side as gridLayout says. */
  png: Uint8Array;
  /** How many, spread evenly over the animation. */
  frames: number;
}

const MOST_FRAMES = 60;
const MOST_PIXELS = 2 ** 24;

/** @throws {ForgerError} */
export async function drawSheet(source: FrameSource): Promise<Sheet> {
  const { width, height, channels } = source.shape;
  const total = source.labels.length;
  const frames = Math.max(1, Math.min(MOST_FRAMES, total, Math.floor(MOST_PIXELS / (width * height))));
  const size = width * height * channels;
  const pixels = new Uint8Array(frames * size);
  for (let turn = 0; turn < frames; turn++)
    pixels.set(await source.frame(Math.floor((turn * total) / frames)), turn * size);
  return { png: await gridPng(pixels, source.shape), frames };
}
