import { z } from 'zod';
import { parseJsonText } from '@shared/json.ts';
import { product } from '@shared/network/shape.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';

/**
 * The safetensors format, float32 only: 8 bytes little-endian length of the header, the header as JSON
 * padded with spaces to 8 bytes, then the tensors without gaps in the header's order.
 * https://huggingface.co/docs/safetensors
 */
const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
/** The reference reader's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';

/** @throws {Error} when two tensors have one name, or a shape does not fit its data. */
export function writeSafetensors(tensors: readonly NamedTensor[], metadata: Record<string, string>): Uint8Array {
  let offset = 0;
  const entries = tensors.map(({ name, shape, data }): [string, unknown] => {
    if (name === METADATA || product(shape) !== data.length) throw new Error(`The tensor ${name} cannot be written.`);
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, offset] }];
  });
  if (new Set(tensors.map(({ name }) => name)).size !== tensors.length) throw new Error('Two tensors have one name.');
  const json = Buffer.from(JSON.stringify(Object.fromEntries([[METADATA, metadata], ...entries])));
  const headerBytes = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const file = Buffer.alloc(LENGTH_BYTES + headerBytes + offset, ' ');
  file.writeBigUInt64LE(BigInt(headerBytes));
  file.set(json, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

const natural = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.object({
  dtype: z.literal('F32'),
  shape: z.array(natural).max(8),
  data_offsets: z.tuple([natural, natural]),
});

/**
 * Reads such a file, trusting nothing in it. Values are copies; the order is that of the data.
 * @throws {Error} when the file is not whole, has gaps or overlaps, or holds anything but float32.
 */
export function readSafetensors(bytes: Uint8Array): NamedTensor[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < LENGTH_BYTES) throw new Error('The file is too short for a header.');
  const headerBytes = file.readBigUInt64LE();
  if (headerBytes > BigInt(Math.min(MAX_HEADER_BYTES, file.length - LENGTH_BYTES)))
    throw new Error('The header is longer than the file.');
  const start = LENGTH_BYTES + Number(headerBytes);
  const header = parseJsonText(file.toString('utf8', LENGTH_BYTES, start));
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Error('The header is no object.');
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => ({ name, ...entrySchema.parse(entry) }))
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  let expected = 0;
  const tensors = entries.map(({ name, shape, data_offsets: [begin, end] }) => {
    if (begin !== expected || end < begin || start + end > file.length || end - begin !== 4 * product(shape))
      throw new Error(`The tensor ${name} does not lie where the header says.`);
    expected = end;
    return { name, shape, data: new Float32Array(new Uint8Array(file.subarray(start + begin, start + end)).buffer) };
  });
  if (start + expected !== file.length) throw new Error('The file holds more than its tensors.');
  return tensors;
}
