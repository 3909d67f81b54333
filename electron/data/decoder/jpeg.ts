import { cutOff } from './refused.ts';

const MARKER = 0xff;
const FIRST_RESTART = 0xd0;
const LAST_RESTART = 0xd7;
const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
const TEMPORARY = 0x01;
/** Frames whose scans hold whole blocks: baseline and extended, coded by Huffman. */
const SEQUENTIAL = new Set([0xc0, 0xc1]);
/** What a scan of whole blocks says of itself: coefficients 0 to 63, all their bits. Its decoder takes no notice. */
const WHOLE_BLOCKS = [0, 63, 0];

/** Markers without a length behind them. */
const standsAlone = (code: number): boolean =>
  code === TEMPORARY || (code >= FIRST_RESTART && code <= LAST_RESTART) || code === START_OF_IMAGE;

/** Where the next marker begins, whatever lies before it; the end where there is none. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(MARKER, from); at !== -1; at = bytes.indexOf(MARKER, at + 1)) {
    const code = bytes[at + 1];
    if (code !== undefined && code !== 0 && code !== MARKER) return at;
  }
  return bytes.length;
}

/** Where a scan's coded data end: at the next marker that is no restart within them. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = nextMarker(bytes, from);
  while (at < bytes.length && (bytes[at + 1] ?? 0) >= FIRST_RESTART && (bytes[at + 1] ?? 0) <= LAST_RESTART)
    at = nextMarker(bytes, at + 2);
  return at;
}

/**
 * A JPEG without what its decoder would warn of although nothing is lost, so that a warning means damage: bytes between
 * segments, which many programs leave there, and scans of whole blocks that name other coefficients, as some phones
 * write them. What follows the end of the image is left out: more images, or anything.
 * @throws RefusedImage where the image has no end: a download that broke off, its rest missing or filled with zeros.
 */
export function withoutHarmlessFaults(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let sequential = false;
  for (let at = 0; ;) {
    at = nextMarker(bytes, at);
    const code = bytes[at + 1];
    if (code === undefined) throw cutOff();
    const begin = at;
    if (code === END_OF_IMAGE) {
      pieces.push(bytes.subarray(begin, begin + 2));
      return Buffer.concat(pieces);
    }
    at += 2;
    if (!standsAlone(code)) {
      if (at + 2 > bytes.length) throw cutOff();
      at += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      if (at > bytes.length) throw cutOff();
    }
    if (SEQUENTIAL.has(code)) sequential = true;
    const segment = bytes.subarray(begin, at);
    if (code !== START_OF_SCAN) pieces.push(segment);
    else {
      pieces.push(sequential ? withWholeBlocks(segment) : segment);
      const end = endOfScan(bytes, at);
      pieces.push(bytes.subarray(at, end));
      at = end;
    }
  }
}

/** @param scan marker, length, number of components, two bytes for each, then the three that are mended. */
function withWholeBlocks(scan: Uint8Array): Uint8Array {
  const at = 5 + 2 * (scan[4] ?? 0);
  if (at + WHOLE_BLOCKS.length > scan.length) return scan;
  const mended = Uint8Array.from(scan);
  mended.set(WHOLE_BLOCKS, at);
  return mended;
}

/** What the decoder says where data of the image are lost, be it a block or all that follows. */
const LOST = /premature end|bad huffman code|bad arithmetic code|instead of RST/i;

/** Whether a warning of the JPEG decoder tells of pixels that are not what they were. */
export const tellsOfLoss = (warning: string): boolean => LOST.test(warning);
