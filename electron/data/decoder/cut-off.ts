import type { ImageFormat } from './sniff.ts';

/** True when a PNG's chunks run out before its IEND. Only their lengths are followed. */
function pngRunsOut(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x49454e44) return false;
  }
  return true;
}

function webpRunsOut(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(4, true) + 8 > bytes.length;
}

/**
 * Whether a file that could not be decoded lacks its end, or is damaged in another way. Decoders say
 * much the same for both; people want to know which, because a cut-off file is copied anew.
 */
export function isCutOff(format: ImageFormat, bytes: Uint8Array, message: string): boolean {
  if (format === 'png') return pngRunsOut(bytes);
  if (format === 'webp') return webpRunsOut(bytes);
  return /premature end|unexpected end/i.test(message);
}
