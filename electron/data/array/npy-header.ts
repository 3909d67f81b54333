import { ForgerError } from '@shared/contract/errors.ts';

/** NumPy's format of one array, versions 1 to 3 (numpy.lib.format): magic, version, length, a Python literal, the data. */
export interface NpyHeader {
  /** "|u1", "<i8", …: byte order, kind and bytes of a number. */
  type: string;
  /** Columns first. */
  fortran: boolean;
  shape: readonly number[];
  /** Bytes that the header itself takes. */
  headerBytes: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** What any array of pictures or labels has; NumPy itself wants to be asked for longer ones than 10,000. */
export const MAX_NPY_HEADER_BYTES = 10_000;
const MOST_DIMENSIONS = 32;

export const looksLikeNpy = (bytes: Uint8Array): boolean => MAGIC.equals(bytes.subarray(0, MAGIC.length));

export const refusedArray = (why: string, cause?: unknown): ForgerError =>
  new ForgerError('invalid-request', `This array cannot be imported: ${why}.`, { cause });
export const damagedArray = (cause?: unknown): ForgerError =>
  new ForgerError('damaged', 'This file of arrays is cut off or damaged. Write it again.', { cause });

/** One entry of the literal; the three there are have values without commas but for the shape. */
function entry(literal: string, key: string, value: string): string {
  const [, found] = new RegExp(`['"]${key}['"]\\s*:\\s*(${value})\\s*[,}]`).exec(literal) ?? [];
  if (found !== undefined) return found;
  if (key === 'descr' && /['"]descr['"]\s*:\s*\[/.test(literal))
    throw refusedArray('its values are records of several numbers; save plain bytes (uint8)');
  throw damagedArray();
}

/** Bytes of the header, from its first twelve. @throws ForgerError `damaged` */
function headerLength(bytes: Uint8Array): { start: number; length: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || !looksLikeNpy(bytes)) throw damagedArray();
  const [version = 0] = bytes.subarray(MAGIC.length);
  if (version === 1) return { start: 10, length: view.getUint16(8, true) };
  if (version === 2 || version === 3) return { start: 12, length: view.getUint32(8, true) };
  throw refusedArray(`it is of version ${version} of NumPy's format, and 1 to 3 are known`);
}

/**
 * Reads the header alone.
 * @param bytes the file's first {@link MAX_NPY_HEADER_BYTES}, or all of it; more is fine
 * @throws ForgerError `damaged`, `invalid-request`
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const { start, length } = headerLength(bytes);
  const headerBytes = start + length;
  if (headerBytes > MAX_NPY_HEADER_BYTES || bytes.length < headerBytes) throw damagedArray();
  const literal = Buffer.from(bytes.subarray(start, headerBytes)).toString('latin1');
  const type = entry(literal, 'descr', '\'[^\']{1,20}\'|"[^"]{1,20}"').slice(1, -1);
  const fortran = entry(literal, 'fortran_order', 'True|False') === 'True';
  const shape = entry(literal, 'shape', '\\([0-9, L]*\\)')
    .slice(1, -1)
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map(Number);
  if (shape.length > MOST_DIMENSIONS || !shape.every(Number.isSafeInteger)) throw damagedArray();
  return { type, fortran, shape, headerBytes };
}
