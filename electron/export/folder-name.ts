/** Leaves room for what is put behind the name; most file systems take 255 bytes in all. */
const MAX_BYTES = 80;
/** Windows keeps these for devices, with any ending. */
const DEVICE_NAME = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

function cutToBytes(text: string, bytes: number): string {
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}

const trimmed = (text: string): string => text.replace(/^[-. ]+|[-. ]+$/g, '');

/**
 * What a run is called, as a part of a folder's name that is safe on every system: letters, digits and a
 * few signs survive, all else (separators, control and direction characters, …) becomes a hyphen.
 * @param fallback stands in where nothing is left, or only a name Windows keeps for a device.
 */
export function folderNameFrom(name: string, fallback: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}_.()+,-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/-{2,}/g, '-');
  const safe = trimmed(cutToBytes(trimmed(plain), MAX_BYTES));
  return safe === '' || DEVICE_NAME.test(safe) ? fallback : safe;
}
