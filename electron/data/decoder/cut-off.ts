import type { ImageFormat } from '@shared/import/facts.ts';
import { pngRunsOut } from './png.ts';

/** The number of a TIFF whose places have 8 bytes. */
const BIG_TIFF = 43;

function webpRunsOut(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(4, true) + 8 > bytes.length;
}

/** Whether a TIFF's first directory lies beyond its end: many are written last. */
function tiffRunsOut(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 'I'.charCodeAt(0);
  const big = view.getUint16(2, little) === BIG_TIFF;
  return (big ? Number(view.getBigUint64(8, little)) : view.getUint32(4, little)) + 2 > bytes.length;
}

/**
 * Whether a file that could not be decoded lacks its end, or is damaged in another way. Decoders say
 * much the same for both; people want to know which, because a cut-off file is copied anew.
 */
export function isCutOff(format: ImageFormat, bytes: Uint8Array, message: string): boolean {
  if (format === 'png') return pngRunsOut(bytes);
  if (format === 'webp') return webpRunsOut(bytes);
  if (format === 'tiff' && tiffRunsOut(bytes)) return true;
  return /got \d+ bytes, expected|premature end|unexpected end/i.test(message);
}
