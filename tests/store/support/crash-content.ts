import { createHash } from 'node:crypto';

const BYTES = 300_000;

/** Content that says its number and vouches for itself. */
export function fileContent(number: number): Buffer {
  const content = Buffer.alloc(BYTES, String(number));
  content.writeUInt32LE(number);
  createHash('sha256')
    .update(content.subarray(0, -32))
    .digest()
    .copy(content, BYTES - 32);
  return content;
}

/** The number in whole content; null for anything else. */
export function numberIn(content: Buffer): number | null {
  if (content.length !== BYTES) return null;
  const number = content.readUInt32LE();
  return content.equals(fileContent(number)) ? number : null;
}
