import { MAX_IMAGE_PIXELS } from '../limits.ts';
import { unpackRuns } from './bmp-runs.ts';
import { cutOff, RefusedImage, tooLarge } from './refused.ts';

/** Pixels in memory: height × width × 4, red, green, blue, alpha. */
export interface Bitmap {
  width: number;
  height: number;
  data: Uint8Array;
}

interface Layout {
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  /** Where the pixels begin, and the bytes from one row to the next. */
  pixelOffset: number;
  stride: number;
}

const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const COMPRESSION = { none: 0, runs8: 1, runs4: 2, bitFields: 3, alphaBitFields: 6 } as const;

/** Bits of the colours' numbers that come in runs. */
const RUN_BITS = new Map<number, 4 | 8>([
  [COMPRESSION.runs8, 8],
  [COMPRESSION.runs4, 4],
]);

const badHeader = (): RefusedImage => new RefusedImage('damaged: its BMP header makes no sense');

/** A run of ones in a pixel's word; its value is stretched to 0–255. */
interface Channel {
  shift: number;
  max: number;
}

function channelOf(mask: number): Channel | null {
  if (mask === 0) return null;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  // One run of ones: adding one to it leaves a power of two.
  if (((max + 1) & max) !== 0) throw badHeader();
  return { shift, max };
}

function rowBytes({ width, bits }: { width: number; bits: number }): number {
  return Math.ceil((width * bits) / 8);
}

function readLayout(view: DataView, headerBytes: number): Layout & { compression: number; colours: number } {
  const core = headerBytes === CORE_HEADER_BYTES;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const height = Math.abs(signedHeight);
  if (width <= 0 || height === 0) throw badHeader();
  if (width * height > MAX_IMAGE_PIXELS) throw tooLarge(width, height);
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bits,
    pixelOffset: view.getUint32(10, true),
    stride: Math.ceil((width * bits) / 32) * 4,
    compression: core ? COMPRESSION.none : view.getUint32(30, true),
    colours: core ? 0 : view.getUint32(46, true),
  };
}

/** Calls `put(x, y)` for every pixel, with the offset of its row in the file. */
function eachPixel(
  { width, height, topDown, pixelOffset, stride }: Layout,
  put: (x: number, row: number, target: number) => void,
): void {
  for (let y = 0; y < height; y += 1) {
    const row = pixelOffset + (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x += 1) put(x, row, (y * width + x) * 4);
  }
}

function decodePalette(
  bytes: Uint8Array,
  layout: Layout,
  paletteOffset: number,
  entryBytes: number,
  colours: number,
): Uint8Array {
  const { bits } = layout;
  const count = colours === 0 ? 2 ** bits : colours;
  if (count > 2 ** bits) throw badHeader();
  if (paletteOffset + count * entryBytes > bytes.length) throw cutOff();
  const data = new Uint8Array(layout.width * layout.height * 4);
  const perByte = 8 / bits;
  eachPixel(layout, (x, row, target) => {
    const packed = bytes[row + Math.floor(x / perByte)] ?? 0;
    const index = (packed >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    // Black, as others show it, where the palette has no such entry.
    if (index >= count) return void (data[target + 3] = 255);
    const entry = paletteOffset + index * entryBytes;
    data[target] = bytes[entry + 2] ?? 0;
    data[target + 1] = bytes[entry + 1] ?? 0;
    data[target + 2] = bytes[entry] ?? 0;
    data[target + 3] = 255;
  });
  return data;
}

function decodeWords(view: DataView, layout: Layout, masks: readonly number[]): Uint8Array {
  const channels = masks.map(channelOf);
  const data = new Uint8Array(layout.width * layout.height * 4);
  const wordBytes = layout.bits / 8;
  let seen = 0;
  eachPixel(layout, (x, row, target) => {
    const at = row + x * wordBytes;
    const word = wordBytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
    channels.forEach((channel, index) => {
      const value = channel ? ((word >>> channel.shift) & channel.max) >>> 0 : 0;
      data[target + index] = channel ? Math.round((value * 255) / channel.max) : 0;
    });
    seen |= data[target + 3] ?? 0;
  });
  // Many programs name an alpha channel and leave it 0: such a picture is meant to be seen.
  if (seen === 0) for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  return data;
}

function decodeBytes(bytes: Uint8Array, layout: Layout): Uint8Array {
  const data = new Uint8Array(layout.width * layout.height * 4);
  eachPixel(layout, (x, row, target) => {
    const at = row + x * 3;
    data[target] = bytes[at + 2] ?? 0;
    data[target + 1] = bytes[at + 1] ?? 0;
    data[target + 2] = bytes[at] ?? 0;
    data[target + 3] = 255;
  });
  return data;
}

function readMasks(view: DataView, headerBytes: number, compression: number, bits: number): number[] {
  if (compression === COMPRESSION.none) return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  // Behind the 40 bytes all headers share: within the newer headers, after the old one. Both places are one.
  const hasAlpha = headerBytes >= 56 || compression === COMPRESSION.alphaBitFields;
  const at = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
  if (at + 16 > view.byteLength) throw cutOff();
  return [0, 4, 8]
    .map((offset) => view.getUint32(at + offset, true))
    .concat(hasAlpha ? view.getUint32(at + 12, true) : 0);
}

/**
 * Decodes a BMP of 1, 4, 8, 16, 24 or 32 bits, uncompressed or in runs. Every size is held against the file before
 * anything is set aside. Format: Microsoft, "Bitmap Storage".
 * @throws RefusedImage
 */
export function decodeBmp(bytes: Uint8Array): Bitmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) throw cutOff();
  const headerBytes = view.getUint32(FILE_HEADER_BYTES, true);
  const core = headerBytes === CORE_HEADER_BYTES;
  if (!core && (headerBytes < INFO_HEADER_BYTES || headerBytes > 4096)) throw badHeader();
  if (bytes.length < FILE_HEADER_BYTES + headerBytes) throw cutOff();
  const layout = readLayout(view, headerBytes);
  const { width, height, bits, pixelOffset, stride, compression } = layout;
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw badHeader();
  const masked = compression === COMPRESSION.bitFields || compression === COMPRESSION.alphaBitFields;
  const runs = RUN_BITS.get(compression);
  if (compression !== COMPRESSION.none && !masked && !runs) throw new RefusedImage('a compressed BMP; save it as PNG');
  if ((masked && bits !== 16 && bits !== 32) || (runs && bits !== runs)) throw badHeader();
  if (pixelOffset < FILE_HEADER_BYTES + headerBytes) throw badHeader();
  if (runs) {
    const numbers = unpackRuns(bytes.subarray(pixelOffset), { width, height, bits: runs });
    const unpacked = { ...layout, bits: 8, stride: width, pixelOffset, colours: layout.colours || 2 ** runs };
    const file = Buffer.concat([bytes.subarray(0, pixelOffset), numbers]);
    return { width, height, data: decodePalette(file, unpacked, FILE_HEADER_BYTES + headerBytes, 4, unpacked.colours) };
  }
  // The last row may come without its padding.
  if (pixelOffset + (height - 1) * stride + rowBytes(layout) > bytes.length) throw cutOff();
  if (bits <= 8) {
    const data = decodePalette(bytes, layout, FILE_HEADER_BYTES + headerBytes, core ? 3 : 4, layout.colours);
    return { width, height, data };
  }
  if (bits === 24) return { width, height, data: decodeBytes(bytes, layout) };
  return { width, height, data: decodeWords(view, layout, readMasks(view, headerBytes, compression, bits)) };
}
