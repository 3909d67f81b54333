import type { ImageFormat } from '@shared/import/facts.ts';
import { isAvif } from './avif.ts';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte);
const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

/** Kinds of image that are common and not read, by the bytes at a place in them. */
const OTHER_KINDS: readonly { name: string; at: number; texts: readonly string[] }[] = [
  { name: 'HEIC', at: 4, texts: ['ftypheic', 'ftypheix', 'ftyphevc', 'ftyphevx', 'ftypheim', 'ftyphevm', 'ftypmif1'] },
  { name: 'JPEG XL', at: 0, texts: ['\xff\x0a', '\0\0\0\x0cJXL '] },
  { name: 'JPEG 2000', at: 0, texts: ['\0\0\0\x0cjP  ', '\xffO\xffQ'] },
  { name: 'Photoshop', at: 0, texts: ['8BPS'] },
];

const TIFF_STARTS = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

/** The name of the kind of image a file is that Forger does not read; null where it is none that is known. */
export const otherKind = (bytes: Uint8Array): string | null =>
  OTHER_KINDS.find(({ at, texts }) => texts.some((start) => text(bytes, at, at + start.length) === start))?.name ??
  null;

/** What a file is by its content; its name says nothing. */
export function sniffImage(bytes: Uint8Array): ImageFormat | null {
  if (startsWith(bytes, PNG_SIGNATURE)) return 'png';
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'webp';
  if (['GIF87a', 'GIF89a'].includes(text(bytes, 0, 6))) return 'gif';
  // Two letters alone would take many a text file for a BMP; the four reserved bytes are always 0.
  if (text(bytes, 0, 2) === 'BM' && bytes.length >= 18 && startsWith(bytes.subarray(6), [0, 0, 0, 0])) return 'bmp';
  if (TIFF_STARTS.includes(text(bytes, 0, 4))) return 'tiff';
  return isAvif(bytes) ? 'avif' : null;
}
