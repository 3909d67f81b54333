import { encode } from 'fast-png';
import sharp from 'sharp';
import type { AnimationOptions, EpochsOptions } from '@shared/animation/options.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import type { Library } from '../../../electron/store/index.ts';
import { libraryWithRun, newRun } from '../../store/support/fixtures.ts';

export const EPOCHS: EpochsOptions = { what: 'epochs', format: 'gif', fps: 8, scale: 3, label: false, hold: 0 };
export const look = <Options extends AnimationOptions>(base: Options, change: Partial<Options>): Options => ({
  ...base,
  ...change,
});

/** An animation taken apart by libvips (libnsgif, libwebp's demuxer), which had no part in putting it together. */
export interface Decoded {
  width: number;
  height: number;
  /** Milliseconds. */
  delays: number[];
  /** 0: for ever. */
  loop: number;
  /** RGB, frame after frame. */
  frames: Uint8Array[];
}

export async function decodeAnimation(bytes: Uint8Array): Promise<Decoded> {
  const { pageHeight = 0, pages = 1, delay = [], loop = -1 } = await sharp(bytes, { animated: true }).metadata();
  const { data, info } = await sharp(bytes, { animated: true })
    .toColourspace('srgb')
    .flatten({ background: 'magenta' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`Decoded to ${info.channels} channels.`);
  const size = info.width * pageHeight * 3;
  return {
    width: info.width,
    height: pageHeight,
    delays: delay,
    loop,
    frames: Array.from({ length: pages }, (_, page) => Uint8Array.from(data.subarray(page * size, (page + 1) * size))),
  };
}

/** A picture as RGB, each pixel a square: written plainly, to compare with. */
export function enlarged(pixels: Uint8Array, { width, height, channels }: ImageShape, scale: number): Uint8Array {
  const out = new Uint8Array(width * height * scale * scale * 3);
  for (let y = 0; y < height * scale; y += 1)
    for (let x = 0; x < width * scale; x += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const from =
          (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels + (channels === 3 ? channel : 0);
        out[(y * width * scale + x) * 3 + channel] = pixels[from]!;
      }
  return out;
}

export interface RunWithSamples {
  library: Library;
  id: string;
  grids: Uint8Array[];
  shape: ImageShape;
}

/** A run whose sample grids are given by a function of epoch and place. */
export async function runWithSamples(
  epochs: number,
  shape: ImageShape,
  pixel: (epoch: number, place: number) => number,
): Promise<RunWithSamples> {
  const { library } = await libraryWithRun();
  const { id } = await library.createRun(newRun());
  const writer = await library.openWriter(id, 'cli');
  const grids = Array.from({ length: epochs }, (_, epoch) =>
    Uint8Array.from({ length: shape.width * shape.height * shape.channels }, (_, place) => pixel(epoch, place) & 255),
  );
  for (const [epoch, data] of grids.entries())
    await writer.writeSamples(`epoch-${String(epoch).padStart(4, '0')}.png`, encode({ ...shape, data, depth: 8 }));
  await writer.close();
  return { library, id, grids, shape };
}
