import { createHash, type Hash } from 'node:crypto';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { ImageShape } from '@shared/network/layers.ts';

/** Labels as they are stored and hashed: unsigned 16 bit, little-endian, one an image. */
export function labelBytes(labels: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(labels.length * 2);
  const view = new DataView(bytes.buffer);
  labels.forEach((label, index) => view.setUint16(index * 2, label, true));
  return bytes;
}

/** @param bytes an even number of bytes, see {@link labelBytes}. */
export function labelsFromBytes(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, index) => view.getUint16(index * 2, true));
}

/** Numbers of images as they are stored: unsigned 32 bit, little-endian. */
export function rowBytes(rows: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(rows.length * 4);
  const view = new DataView(bytes.buffer);
  rows.forEach((row, index) => view.setUint32(index * 4, row, true));
  return bytes;
}

/** @param bytes as many as fours, see {@link rowBytes}. */
export function rowsFromBytes(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}

/**
 * The hash that names a data set's content: SHA-256 over pixels, labels, then one line of JSON with the
 * shape and the label names. The shape comes last because an import learns the count at its end and
 * hashes pixels as they pass.
 */
export class DatasetHash {
  readonly #hash: Hash = createHash('sha256');

  addPixels(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** @returns 64 lower-case hexadecimal digits; the object is spent. */
  finish(...facts: Parameters<typeof hashTail>): string {
    return this.#hash.update(hashTail(...facts)).digest('hex');
  }
}

/** What is hashed after the pixels. */
export function hashTail(
  image: ImageShape,
  count: number,
  labels: Uint16Array | null,
  names: DatasetRecord['labels'],
): Uint8Array {
  const { height, width, channels } = image;
  const facts = JSON.stringify({ format: 1, count, height, width, channels, labels: names });
  return Buffer.concat([labels ? labelBytes(labels) : Buffer.alloc(0), Buffer.from(facts)]);
}
