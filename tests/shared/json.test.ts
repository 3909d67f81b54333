import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonTextError, parseJsonText } from '@shared/json.ts';

describe('the JSON of a file', () => {
  it('is what it says', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(parseJsonText(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(() => parseJsonText('{"a": [1, 2}')).toThrow(JsonTextError);
  });

  it('may hold brackets in its texts, and no more than a hundred levels', () => {
    const nested = (levels: number): string => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
    expect(parseJsonText(nested(100))).toBeInstanceOf(Array);
    expect(() => parseJsonText(nested(102))).toThrow(JsonTextError);
    expect(() => parseJsonText(nested(1_000_000))).toThrow(JsonTextError);
    const text = `${'[{'.repeat(500)}"\\" ${'\\'.repeat(5)}`;
    expect(parseJsonText(JSON.stringify({ text, after: [text] }))).toEqual({ text, after: [text] });
  });
});
