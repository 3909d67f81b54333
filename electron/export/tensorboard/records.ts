import type { FileHandle } from 'node:fs/promises';
import crc32c from 'crc-32/crc32c.js';
import { readAt } from '../../store/files/index.ts';

/**
 * TFRecord, the framing of event files: length (uint64, little endian), its masked CRC-32C, the data, and the
 * data's masked CRC-32C. Source: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
const LENGTH_BYTES = 8;
const CRC_BYTES = 4;
const HEADER_BYTES = LENGTH_BYTES + CRC_BYTES;
const MASK = 0xa282ead8;

/** CRC-32C of bytes, turned and shifted so that the CRC of data which holds CRCs stays a good one; uint32. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK) >>> 0;
}

export function frameRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(HEADER_BYTES + data.length + CRC_BYTES);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc(record.subarray(0, LENGTH_BYTES)), LENGTH_BYTES);
  record.set(data, HEADER_BYTES);
  record.writeUInt32LE(maskedCrc(data), HEADER_BYTES + data.length);
  return record;
}

/** A record of a file: its data, and the bytes [start, end) it lies in. */
export interface PlacedRecord {
  data: Uint8Array;
  start: number;
  end: number;
}

const WINDOW_BYTES = 1024 * 1024;

/** The records of a file, first to last; ends before the first one that is torn or damaged. */
export async function* readRecords(handle: FileHandle, size: number): AsyncGenerator<PlacedRecord> {
  let window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  const take = async (start: number, length: number): Promise<Buffer | null> => {
    if (start + length > size) return null;
    if (start + length > window.start + window.bytes.length)
      window = { start, bytes: await readAt(handle, start, Math.max(length, WINDOW_BYTES)) };
    const bytes = window.bytes.subarray(start - window.start, start - window.start + length);
    return bytes.length === length ? bytes : null;
  };
  for (let start = 0; ;) {
    const header = await take(start, HEADER_BYTES);
    if (!header || header.readUInt32LE(LENGTH_BYTES) !== maskedCrc(header.subarray(0, LENGTH_BYTES))) return;
    const length = Number(header.readBigUInt64LE(0));
    const rest = await take(start + HEADER_BYTES, length + CRC_BYTES);
    const data = rest?.subarray(0, length);
    if (!rest || !data || rest.readUInt32LE(length) !== maskedCrc(data)) return;
    const end = start + HEADER_BYTES + length + CRC_BYTES;
    yield { data, start, end };
    start = end;
  }
}
