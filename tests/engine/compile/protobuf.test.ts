import { describe, expect, it } from 'vitest';
import { attribute } from '../../../electron/engine/compile/graph-def.ts';
import { bytesField, floatField, integerField, message, textField } from '../../../electron/engine/compile/protobuf.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('protocol buffers', () => {
  it('match the examples of their documentation', () => {
    expect(hex(integerField(1, 150))).toBe('089601');
    expect(hex(textField(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(bytesField(3, integerField(1, 150)))).toBe('1a03089601');
    expect(hex(integerField(1, -2))).toBe('08feffffffffffffffff01');
  });

  it('write floats in little endian and large field numbers in two bytes', () => {
    expect(hex(floatField(4, 1))).toBe('250000803f');
    expect(hex(integerField(20, 1))).toBe('a00101');
    expect(hex(message())).toBe('');
  });

  it('write a uniform tensor as one value, but keep the sign of zero', () => {
    const size = (values: Float32Array): number => attribute.tensor(1, [values.length], values).length;
    expect(size(new Float32Array(1000))).toBeLessThan(30);
    expect(size(new Float32Array(1000).fill(0, 500).fill(-0, 0, 500))).toBeGreaterThan(4000);
    const negativeZero = new Float32Array(2).fill(-0);
    expect(hex(attribute.tensor(1, [2], negativeZero))).toContain('00000080');
  });
});
