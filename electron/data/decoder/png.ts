import { crc32 } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** Of a chunk: its length, its name, and its checksum at the end. */
const CHUNK_BYTES = 12;
/** Names of chunks, as numbers of four letters. */
export const CHUNK = {
  IHDR: 0x49484452,
  IDAT: 0x49444154,
  IEND: 0x49454e44,
  pHYs: 0x70485973,
  tEXt: 0x74455874,
  tIME: 0x74494d45,
  sRGB: 0x73524742,
  gAMA: 0x67414d41,
  cHRM: 0x6348524d,
} as const;
/** The largest window there is, of 32 KiB: right for every stream. The second byte makes the two a multiple of 31. */
const LARGEST_WINDOW = [0x78, 0x01];

interface Chunk {
  name: number;
  /** Where its data lie. */
  start: number;
  end: number;
}

/** The chunks of a PNG as far as they are whole. Only their lengths are followed. */
export function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + CHUNK_BYTES <= bytes.length;) {
    const start = at + 8;
    const end = start + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    yield { name: view.getUint32(at + 4), start, end };
    at = end + 4;
  }
}

/** True when a PNG's chunks run out before its IEND. */
export function pngRunsOut(bytes: Uint8Array): boolean {
  for (const { name } of chunksOf(bytes)) if (name === CHUNK.IEND) return false;
  return true;
}

/**
 * A PNG whose compression promises a smaller window than it uses, with the largest promised instead: writers of old
 * counted it wrongly, and most decoders look further back than they were told.
 * @returns a copy with the two bytes and their checksums mended; null where the largest is promised already.
 */
export function withLargestWindow(bytes: Uint8Array): Uint8Array | null {
  const mended = Uint8Array.from(bytes);
  const view = new DataView(mended.buffer);
  let at = 0;
  for (const { name, start, end } of chunksOf(bytes)) {
    if (name !== CHUNK.IDAT) continue;
    // The stream may be cut into chunks anywhere, even between its first two bytes.
    const head = LARGEST_WINDOW.slice(at, at + end - start);
    if (at === 0 && head.length > 0 && bytes[start] === LARGEST_WINDOW[0]) return null;
    mended.set(head, start);
    view.setUint32(end, crc32(mended.subarray(start - 4, end)));
    at += head.length;
    if (at === LARGEST_WINDOW.length) return mended;
  }
  return null;
}
