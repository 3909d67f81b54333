import { crc32, inflateSync } from 'node:zlib';
import { CHUNK, chunksOf } from './png.ts';
import type { Raster } from './resample.ts';
import { sniffImage } from './sniff.ts';

/** Of a header: 8 bits, no other way of packing, filtering or interlacing than the first. */
const PLAIN_TAIL = [0, 0, 0];
const HEADER_BYTES = 13;
/** Channels by the number of a colour type: greys and colours. */
const CHANNELS = new Map([
  [0, 1],
  [2, 3],
]);
/** What may stand beside the pixels and says nothing about how they look here. */
const OF_NO_EFFECT: ReadonlySet<number> = new Set([
  CHUNK.pHYs,
  CHUNK.tEXt,
  CHUNK.tIME,
  CHUNK.sRGB,
  CHUNK.gAMA,
  CHUNK.cHRM,
]);

interface Size {
  width: number;
  height: number;
}

interface Layout extends Size {
  channels: number;
}

/** @param header the data of an IHDR; null where it is of another kind */
function layoutOf(header: Uint8Array): Layout | null {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length !== HEADER_BYTES || header[8] !== 8) return null;
  const channels = CHANNELS.get(header[9] ?? -1);
  if (channels === undefined || PLAIN_TAIL.some((value, at) => header[10 + at] !== value)) return null;
  return { width: view.getUint32(0), height: view.getUint32(4), channels };
}

/** The predictor nearest to left + above − before (PNG, 9.4). */
function paeth(left: number, above: number, before: number): number {
  const [fromLeft, fromAbove] = [Math.abs(above - before), Math.abs(left - before)];
  const fromBefore = Math.abs(left + above - 2 * before);
  if (fromLeft <= fromAbove && fromLeft <= fromBefore) return left;
  return fromAbove <= fromBefore ? above : before;
}

/** Takes filters back, row by row (PNG, 9.2). @returns null where there is no such filter */
function unfiltered(rows: Uint8Array, { width, height, channels }: Layout): Uint8Array | null {
  const row = width * channels;
  const made = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const [from, start] = [y * (row + 1) + 1, y * row];
    const filter = rows[from - 1] ?? 0;
    if (filter === 0) {
      made.set(rows.subarray(from, from + row), start);
      continue;
    }
    if (filter > 4) return null;
    for (let x = 0; x < row; x += 1) {
      const at = start + x;
      const left = x < channels ? 0 : (made[at - channels] ?? 0);
      const above = y === 0 ? 0 : (made[at - row] ?? 0);
      let predicted = left;
      if (filter === 2) predicted = above;
      else if (filter === 3) predicted = (left + above) >> 1;
      else if (filter === 4)
        predicted = paeth(left, above, x < channels || y === 0 ? 0 : (made[at - row - channels] ?? 0));
      // Beyond 255 it begins anew.
      made[at] = (rows[from + x] ?? 0) + predicted;
    }
  }
  return made;
}

function inflated(stream: Uint8Array, length: number): Uint8Array | null {
  try {
    // One byte of room more, so that whether there are more is known at once.
    const rows = inflateSync(stream, { chunkSize: Math.max(64, length + 1), maxOutputLength: length });
    return rows.length === length ? rows : null;
  } catch {
    return null;
  }
}

/**
 * A small PNG of 8 bits, without transparency and profile: most sets of small images are such, and for them sharp's way
 * takes many times as long.
 * @param most its size at most
 * @returns null where it is another kind or not entirely sound: then sharp decides
 */
export function readPlainPng(bytes: Uint8Array, most: Size): Raster | null {
  if (sniffImage(bytes) !== 'png') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let layout: Layout | null = null;
  const streams: Uint8Array[] = [];
  let ended = false;
  for (const { name, start, end } of chunksOf(bytes)) {
    if (crc32(bytes.subarray(start - 4, end)) !== view.getUint32(end)) return null;
    if (!layout) {
      layout = name === CHUNK.IHDR ? layoutOf(bytes.subarray(start, end)) : null;
      if (!layout || layout.width > most.width || layout.height > most.height) return null;
    } else if (name === CHUNK.IDAT) streams.push(bytes.subarray(start, end));
    else if (name === CHUNK.IEND) {
      ended = true;
      break;
    } else if (streams.length > 0 || !OF_NO_EFFECT.has(name)) return null;
  }
  const [first, ...more] = streams;
  if (!layout || !first || !ended || layout.width * layout.height === 0) return null;
  const rows = inflated(
    more.length === 0 ? first : Buffer.concat(streams),
    layout.height * (layout.width * layout.channels + 1),
  );
  const data = rows && unfiltered(rows, layout);
  return data && { ...layout, data };
}
