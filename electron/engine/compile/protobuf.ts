/**
 * Writes protocol buffers: just the wire types TensorFlow's GraphDef needs. A message is the
 * concatenation of its fields, so fields and messages alike are byte arrays.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const utf8 = new TextEncoder();

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  // Negative numbers are sent as 64-bit two's complement, ten bytes, which JavaScript's numbers do not hold.
  if (value < 0) {
    for (let rest = BigInt.asUintN(64, BigInt(value)); rest > 0n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  } else {
    for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 128))
      bytes.push((rest % 128) | 128);
  }
  bytes.push((bytes.pop() ?? 0) & 127);
  return Uint8Array.from(bytes);
}

const tag = (field: number, wireType: number): Uint8Array => varint(field * 8 + wireType);

export function message(...fields: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let offset = 0;
  for (const field of fields) {
    result.set(field, offset);
    offset += field.length;
  }
  return result;
}

/** Integers, enums and booleans. */
export const integerField = (field: number, value: number): Uint8Array => message(tag(field, VARINT), varint(value));

export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message(tag(field, FIXED32), bytes);
}

/** Raw bytes, or a message inside a message. */
export const bytesField = (field: number, bytes: Uint8Array): Uint8Array =>
  message(tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes);

export const textField = (field: number, text: string): Uint8Array => bytesField(field, utf8.encode(text));
