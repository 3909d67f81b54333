import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import crc32 from 'crc-32';
import type { Picture } from './picture.ts';

/** PNG, third edition (W3C 2025): section 5.2. */
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Section 11.2.1, by the number of channels. */
const COLOUR_TYPES = { 1: 0, 3: 2 } as const;
const BIT_DEPTH = 8;

/** Section 5.3: length, type, data, and a CRC over type and data. */
function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeInt32BE(crc32.buf(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

function header({ width, height, channels }: Picture): Uint8Array {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes[8] = BIT_DEPTH;
  bytes[9] = COLOUR_TYPES[channels];
  return bytes;
}

/** Each row behind a byte that says it is as it is: section 9. */
function unfiltered({ width, height, channels, pixels }: Picture): Uint8Array {
  const line = width * channels;
  const rows = new Uint8Array(height * (line + 1));
  for (let row = 0; row < height; row++) rows.set(pixels.subarray(row * line, (row + 1) * line), row * (line + 1) + 1);
  return rows;
}

/**
 * A picture as a PNG of 8 bits, grey or RGB. A thread of Node's compresses it, which takes tens of milliseconds for a grid
 * of colour images: training goes on meanwhile. The packages that write PNG do so while their caller waits.
 */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  const data = await promisify(deflate)(unfiltered(picture));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(picture)),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ]);
}
