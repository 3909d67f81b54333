import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../electron/store/safetensors.ts';

const tensor = fc
  .tuple(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.array(fc.nat(4), { maxLength: 3 }),
    fc.infiniteStream(fc.float()),
  )
  .filter(([name]) => name !== '__metadata__')
  .map(([name, shape, values]) => ({
    name,
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => values.next().value ?? 0),
  }));
const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
const small = [
  { name: 'a', shape: [2, 1], data: Float32Array.of(1, -2) },
  { name: 'b/m', shape: [], data: Float32Array.of(3) },
];

/** A file with any header before any bytes. */
function file(header: unknown, bytes = 12): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(bytes)]);
}

describe('safetensors', () => {
  it('come back bit for bit, from any place in memory', () => {
    fc.assert(
      fc.property(tensors, fc.nat(9), (written, shift) => {
        const bytes = writeSafetensors(written, { writer: 'test' });
        const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).subarray(shift);
        const read = readSafetensors(shifted);
        const byName = new Map(read.map((entry) => [entry.name, entry]));
        expect(read).toHaveLength(written.length);
        for (const { name, shape, data } of written) {
          expect(byName.get(name)!.shape).toEqual(shape);
          expect(new Uint8Array(byName.get(name)!.data.buffer)).toEqual(new Uint8Array(data.buffer));
        }
      }),
    );
  });

  it('are written as the format says', () => {
    const bytes = Buffer.from(writeSafetensors(small, { writer: 'test' }));
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: { writer: 'test' },
      a: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      'b/m': { dtype: 'F32', shape: [], data_offsets: [8, 12] },
    });
    expect(bytes.length).toBe(8 + length + 12);
    expect(bytes.readFloatLE(8 + length + 4)).toBe(-2);
  });

  it('are not written when names repeat or shapes lie', () => {
    expect(() => writeSafetensors([small[0]!, small[0]!], {})).toThrow('one name');
    expect(() => writeSafetensors([{ ...small[0]!, shape: [3] }], {})).toThrow('cannot be written');
    expect(() => writeSafetensors([{ ...small[0]!, name: '__metadata__' }], {})).toThrow('cannot be written');
  });

  const entry = { dtype: 'F32', shape: [3], data_offsets: [0, 12] };
  it.each([
    ['no header', Buffer.alloc(7)],
    ['a header longer than the file', Buffer.from([255, 255, 255, 255, 255, 255, 255, 127, 123])],
    ['a header that is no JSON', file('{"a"')],
    ['a header that is no object', file([])],
    ['another type', file({ a: { ...entry, dtype: 'F16' } })],
    ['a shape that needs more', file({ a: { ...entry, shape: [4] } })],
    ['a shape beyond numbers', file({ a: { ...entry, shape: [1e308, 1e308] } })],
    ['a negative shape', file({ a: { ...entry, shape: [-3, -1] } })],
    ['offsets backwards', file({ a: { ...entry, data_offsets: [12, 0] } })],
    ['offsets beyond the file', file({ a: { ...entry, shape: [4], data_offsets: [0, 16] } })],
    ['an overlap', file({ a: entry, b: { ...entry, data_offsets: [4, 16] } }, 16)],
    ['a gap', file({ a: { ...entry, data_offsets: [4, 16] } }, 16)],
    ['bytes that belong to nothing', file({ a: entry }, 13)],
  ])('are refused with %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow();
  });

  it('are read or refused, never misread, when cut anywhere', () => {
    const bytes = writeSafetensors(small, {});
    for (let size = 0; size < bytes.length; size += 1) expect(() => readSafetensors(bytes.subarray(0, size))).toThrow();
  });
});
