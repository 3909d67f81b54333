import { ForgerError } from '@shared/contract/errors.ts';

/** IDX files of unsigned bytes: 0x00 0x00 0x08, number of dimensions, each dimension as big-endian uint32, then the data. */
export interface IdxHeader {
  dimensions: readonly number[];
  /** Bytes the header itself takes. */
  headerBytes: number;
  /** Bytes of data the header promises: the product of the dimensions. */
  dataBytes: number;
}

const UNSIGNED_BYTE = 0x08;
const MAX_DIMENSIONS = 4;
export const MAX_HEADER_BYTES = 4 + 4 * MAX_DIMENSIONS;

const refuse = (what: string): ForgerError =>
  new ForgerError('damaged', `This is not an IDX file that Forger can read: ${what}.`);

/** True when the four bytes could begin an IDX file, of any type of number. */
export const looksLikeIdx = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e].includes(bytes[2] ?? 0);

/**
 * Reads the header alone, and holds its promise against the limit before anything is set aside for it.
 * @param bytes the file's first bytes; more than the header is fine.
 * @param limit the most bytes of data wanted.
 * @throws ForgerError `damaged`
 */
export function parseIdxHeader(bytes: Uint8Array, limit: number): IdxHeader {
  if (bytes.length < 4) throw refuse('it is cut off within its header');
  if (!looksLikeIdx(bytes)) throw refuse('it does not begin as one');
  if (bytes[2] !== UNSIGNED_BYTE) throw refuse('its numbers are not unsigned bytes');
  const rank = bytes[3] ?? 0;
  if (rank < 1 || rank > MAX_DIMENSIONS) throw refuse(`it has ${rank} dimensions, 1 to ${MAX_DIMENSIONS} are possible`);
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) throw refuse('it is cut off within its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index, false));
  let dataBytes = 1;
  for (const dimension of dimensions) {
    if (dimension === 0) throw refuse('it is empty');
    dataBytes *= dimension;
    // Four dimensions of 2³² stay far below the largest double, so the product cannot wrap around.
    if (dataBytes > limit)
      throw refuse(`its header promises more than the ${limit.toLocaleString('en')} bytes allowed`);
  }
  return { dimensions, headerBytes, dataBytes };
}
