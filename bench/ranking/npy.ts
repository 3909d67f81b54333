import { endianness } from 'node:os';

/** Arrays of NumPy's file format, version 1 (numpy.lib.format), C order: what other programs' features come in. */
const MAGIC = '\x93NUMPY';
/** Magic, two bytes of version, two of the header's length. */
const BEGINNING = 10;
/** The header ends on a multiple of it. */
const ALIGNED = 64;

export interface NumpyArray {
  shape: readonly number[];
  values: Float64Array;
}

/** @param shape of pixels 0 … 255 */
export function npyOfPixels(pixels: Uint8Array, shape: readonly number[]): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((BEGINNING + header.length + 1) / ALIGNED) * ALIGNED - BEGINNING;
  const beginning = Buffer.alloc(BEGINNING);
  beginning.write(MAGIC, 'latin1');
  beginning.writeUInt8(1, MAGIC.length);
  beginning.writeUInt16LE(length, BEGINNING - 2);
  return Buffer.concat([beginning, Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1'), pixels]);
}

/** What one item is read as. */
const TYPES: Readonly<Record<string, (bytes: ArrayBuffer) => ArrayLike<number>>> = {
  '<f4': (bytes) => new Float32Array(bytes),
  '<f8': (bytes) => new Float64Array(bytes),
  '|u1': (bytes) => new Uint8Array(bytes),
};

/** @param name of the file, for the sentence @throws {Error} where it is no such array */
export function readNpy(file: Buffer, name: string): NumpyArray {
  if (file.toString('latin1', 0, MAGIC.length) !== MAGIC || file.readUInt8(MAGIC.length) !== 1)
    throw new Error(`${name} is no NumPy file of version 1: write it with numpy.save.`);
  const end = BEGINNING + file.readUInt16LE(BEGINNING - 2);
  const header = file.toString('latin1', BEGINNING, end);
  const [descr, order, shape] = [
    /'descr': '([^']+)'/.exec(header)?.[1] ?? '',
    /'fortran_order': (\w+)/.exec(header)?.[1],
    /'shape': \(([\d, ]*)\)/.exec(header)?.[1],
  ];
  const read = TYPES[descr];
  if (!read || order !== 'False' || shape === undefined || endianness() !== 'LE')
    throw new Error(`${name} holds ${descr || 'something else'}: Forger reads float32, float64 and uint8 in C order.`);
  const sides = shape
    .split(',')
    .filter((side) => side.trim() !== '')
    .map(Number);
  const values = Float64Array.from(read(Uint8Array.from(file.subarray(end)).buffer));
  if (values.length !== sides.reduce((product, side) => product * side, 1))
    throw new Error(`${name} holds ${values.length} numbers, and its shape says otherwise.`);
  return { shape: sides, values };
}
