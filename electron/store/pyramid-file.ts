import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CHARTED } from '@shared/metric-buckets.ts';
import { BLOCK_ROWS, PER_METRIC, type MetricBlock } from './metric-block.ts';

/**
 * metrics.pyramid: a header, then one record of fixed length for each {@link BLOCK_ROWS} rows of
 * metrics.jsonl, little-endian. It holds nothing that metrics.jsonl does not say, and is made again
 * wherever it is missing, damaged, or of another version or set of metrics.
 */
const VERSION = 1;
const HEADER = Buffer.concat([
  Buffer.from(`FORGERPYRAMID${String(VERSION).padStart(3, '0')}`),
  createHash('sha256')
    .update(JSON.stringify([BLOCK_ROWS, CHARTED]))
    .digest()
    .subarray(0, 16),
]);

/**
 * A record: CRC-32 of what follows it, rows (both uint32); start, end, first and last step, then the values of
 * the summary (all float64). Every part lies at a multiple of 8 bytes.
 */
const NUMBERS_AT = 8;
const SPAN_NUMBERS = 4;
const NUMBERS = SPAN_NUMBERS + PER_METRIC * CHARTED.length;
export const RECORD_BYTES = NUMBERS_AT + 8 * NUMBERS;
export const HEADER_BYTES = HEADER.length;

export const pyramidHeader = (): Buffer => Buffer.from(HEADER);

export function packBlock({ start, end, firstStep, lastStep, rows, values }: MetricBlock): Buffer {
  const numbers = Float64Array.of(start, end, firstStep, lastStep, ...values);
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeUInt32LE(rows, 4);
  record.set(new Uint8Array(numbers.buffer), NUMBERS_AT);
  record.writeUInt32LE(crc32(record.subarray(4)), 0);
  return record;
}

/** The block in a record; null when it was altered. Its values are a view of the bytes. */
function unpackBlock(record: Buffer): MetricBlock | null {
  if (record.readUInt32LE(0) !== crc32(record.subarray(4))) return null;
  const numbers = new Float64Array(record.buffer, record.byteOffset + NUMBERS_AT, NUMBERS);
  const [start = 0, end = 0, firstStep = 0, lastStep = 0] = numbers;
  return { start, end, firstStep, lastStep, rows: record.readUInt32LE(4), values: numbers.subarray(SPAN_NUMBERS) };
}

/** Bytes that begin where float64 may. */
function aligned(bytes: Buffer): Buffer {
  if (bytes.byteOffset % 8 === 0) return bytes;
  return Buffer.from(new Uint8Array(bytes).buffer);
}

/** The blocks from the beginning of a file, up to the first that is damaged or does not follow the one before it. */
export function unpackPyramid(file: Buffer): MetricBlock[] {
  const bytes = aligned(file);
  if (!bytes.subarray(0, HEADER_BYTES).equals(HEADER)) return [];
  const blocks: MetricBlock[] = [];
  let before = { end: 0, lastStep: Number.NEGATIVE_INFINITY };
  for (let at = HEADER_BYTES; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const block = unpackBlock(bytes.subarray(at, at + RECORD_BYTES));
    if (!block || block.start !== before.end || block.firstStep <= before.lastStep) break;
    blocks.push(block);
    before = block;
  }
  return blocks;
}
