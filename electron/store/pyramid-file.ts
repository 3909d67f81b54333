import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BLOCK_ROWS, CHARTED, emptySummary, type MetricBlock } from './metric-block.ts';

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

/** CRC-32 of the rest, rows, then start, end, first and last step, then minimum, maximum, sum and count of each metric. */
const COLUMNS = 4;
const VALUES_AT = 4 + 4 + 4 * 8;
export const RECORD_BYTES = VALUES_AT + CHARTED.length * COLUMNS * 8;
/** Where a column of a metric's values begins in a record. */
const placeOf = (metric: number, column: number): number => VALUES_AT + 8 * (COLUMNS * metric + column);
export const HEADER_BYTES = HEADER.length;

export const pyramidHeader = (): Buffer => Buffer.from(HEADER);

export function packBlock(block: MetricBlock): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeUInt32LE(block.rows, 4);
  [block.start, block.end, block.firstStep, block.lastStep].forEach((value, at) =>
    record.writeDoubleLE(value, 8 + 8 * at),
  );
  for (const [at, { min, max, sum, finite }] of block.spans.entries())
    [min, max, sum, finite].forEach((value, column) => record.writeDoubleLE(value, placeOf(at, column)));
  record.writeUInt32LE(crc32(record.subarray(4)), 0);
  return record;
}

/** The block in a record; null when it was altered. */
function unpackBlock(record: Buffer): MetricBlock | null {
  if (record.readUInt32LE(0) !== crc32(record.subarray(4))) return null;
  const block: MetricBlock = {
    ...emptySummary(),
    rows: record.readUInt32LE(4),
    start: record.readDoubleLE(8),
    end: record.readDoubleLE(16),
    firstStep: record.readDoubleLE(24),
    lastStep: record.readDoubleLE(32),
  };
  for (const [at, span] of block.spans.entries()) {
    span.min = record.readDoubleLE(placeOf(at, 0));
    span.max = record.readDoubleLE(placeOf(at, 1));
    span.sum = record.readDoubleLE(placeOf(at, 2));
    span.finite = record.readDoubleLE(placeOf(at, 3));
  }
  return block;
}

/** The blocks from the beginning of a file, up to the first that is damaged or does not follow the one before it. */
export function unpackPyramid(bytes: Buffer): MetricBlock[] {
  if (!bytes.subarray(0, HEADER_BYTES).equals(HEADER)) return [];
  const blocks: MetricBlock[] = [];
  for (let at = HEADER_BYTES; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const block = unpackBlock(bytes.subarray(at, at + RECORD_BYTES));
    const before = blocks.at(-1);
    if (
      !block ||
      block.start !== (before?.end ?? 0) ||
      block.firstStep <= (before?.lastStep ?? Number.NEGATIVE_INFINITY)
    )
      break;
    blocks.push(block);
  }
  return blocks;
}
