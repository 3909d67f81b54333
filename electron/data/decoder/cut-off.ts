import type { ImageFormat } from '@shared/import/facts.ts';
import { pngRunsOut } from './png.ts';

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
