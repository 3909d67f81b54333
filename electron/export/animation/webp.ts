import type { ImageShape } from '@shared/network/layers.ts';
import type { AnimationEncoder } from './encoder.ts';

/** The container of WebP: RFC 9649, sections 2.3 to 2.7. */
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FRAME_HEADER_BYTES = 16;
const ANIMATED = 0x02;
/** The frame replaces what was there instead of lying over it. */
const DO_NOT_BLEND = 0x02;
const MS_PER_HUNDREDTH = 10;
/** Of 6: above it, files of sample grids get hardly smaller and take twice as long. */
const EFFORT = 2;

function chunk(name: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(CHUNK_HEADER_BYTES);
  header.write(name, 0, 'latin1');
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

/** The lossless bitstream of a still WebP, with its chunk header. @throws {Error} where there is none */
function bitstream(still: Buffer): Buffer {
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= still.length;) {
    const size = still.readUInt32LE(at + 4);
    const end = at + CHUNK_HEADER_BYTES + size + (size % 2);
    if (still.toString('latin1', at, at + 4) === 'VP8L') return still.subarray(at, end);
    at = end;
  }
  throw new Error('The WebP encoder gave no lossless picture.');
}

/** Canvas size, and a flag that says that frames follow. */
function extendedHeader({ width, height }: ImageShape): Buffer {
  const body = Buffer.alloc(10);
  body.writeUInt8(ANIMATED, 0);
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return chunk('VP8X', body);
}

function frame({ width, height }: ImageShape, delay: number, picture: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUIntLE(width - 1, 6, 3);
  header.writeUIntLE(height - 1, 9, 3);
  header.writeUIntLE(delay * MS_PER_HUNDREDTH, 12, 3);
  header.writeUInt8(DO_NOT_BLEND, 15);
  return chunk('ANMF', header, picture);
}

/**
 * An animated WebP in which every picture is kept bit for bit. sharp encodes the pictures one at a time, so
 * that memory stays small and cancelling is quick; it could only join them if it held all of them at once.
 */
export async function webpEncoder(shape: ImageShape): Promise<AnimationEncoder> {
  const { default: sharp } = await import('sharp');
  // Background and number of loops: all zero, for ever.
  const chunks = [extendedHeader(shape), chunk('ANIM', Buffer.alloc(6))];
  let size = HEADER_BYTES + chunks.reduce((sum, { length }) => sum + length, 0);
  return {
    get size() {
      return size;
    },
    add: async (picture, delay) => {
      const { width, height, channels } = shape;
      const still = await sharp(picture, { raw: { width, height, channels } })
        .toColourspace('srgb')
        .webp({ lossless: true, effort: EFFORT })
        .toBuffer();
      const made = frame(shape, delay, bitstream(still));
      chunks.push(made);
      size += made.length;
    },
    finish: () => {
      const header = Buffer.alloc(HEADER_BYTES);
      header.write('RIFF', 0, 'latin1');
      header.writeUInt32LE(size - CHUNK_HEADER_BYTES, 4);
      header.write('WEBP', 8, 'latin1');
      return Buffer.concat([header, ...chunks]);
    },
  };
}
