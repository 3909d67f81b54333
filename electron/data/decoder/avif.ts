import { MOST_FRAMES } from '@shared/import/facts.ts';
import { tooManyFrames } from './refused.ts';

const STILL = 'avif';
const MOVING = 'avis';
/** Longer first boxes are not written. */
const MOST_BRAND_BYTES = 1024;
/** Where the main brand stands in the first box: behind its length and its name. */
const MAIN_BRAND = 8;

const brandAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** An ISO file says in its first box which brands it keeps to: the main one, a version, then all of them. */
export function isAvif(bytes: Uint8Array): boolean {
  if (bytes.length < MAIN_BRAND + 4 || brandAt(bytes, 4) !== 'ftyp') return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = Math.min(length, bytes.length, MOST_BRAND_BYTES);
  for (let at = MAIN_BRAND; at + 4 <= end; at += 4) if ([STILL, MOVING].includes(brandAt(bytes, at))) return true;
  return false;
}

/** A moving picture as the still one that lies in it too: its decoder goes by the main brand. */
export function asStill(bytes: Uint8Array): Uint8Array {
  if (brandAt(bytes, MAIN_BRAND) !== MOVING) return bytes;
  const still = Uint8Array.from(bytes);
  still.set(Buffer.from(STILL), MAIN_BRAND);
  return still;
}

/** Frames of a moving picture, by its first table of their sizes; 1 of a still one. @throws RefusedImage */
export function avifFrames(bytes: Uint8Array): number {
  if (brandAt(bytes, MAIN_BRAND) !== MOVING) return 1;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Name, version, one size for all, then how many there are (ISO 14496-12, 8.7.3).
  const at = file.indexOf('stsz') + 12;
  const frames = at < 12 || at + 4 > file.length ? 1 : Math.max(1, file.readUInt32BE(at));
  if (frames > MOST_FRAMES) throw tooManyFrames(frames);
  return frames;
}
