import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderNameFrom } from '../../electron/export/folder-name.ts';

const HOSTILE: [string, string][] = [
  ['', 'id'],
  ['.', 'id'],
  ['..', 'id'],
  ['...', 'id'],
  ['   ', 'id'],
  ['/', 'id'],
  ['\0', 'id'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..\\..\\windows\\system32', 'windows-system32'],
  ['%2e%2e%2fetc', '2e-2e-2fetc'],
  ['．．／etc', 'etc'],
  ['C:', 'C'],
  ['C:\\Users', 'C-Users'],
  ['\\\\server\\share', 'server-share'],
  ['//server/share', 'server-share'],
  ['\\\\?\\C:\\x', 'C-x'],
  ['~/x', 'x'],
  ['$HOME', 'HOME'],
  ['CON', 'id'],
  ['con', 'id'],
  ['con.txt', 'id'],
  ['NUL.', 'id'],
  ['aux .', 'id'],
  ['COM1', 'id'],
  ['COM¹', 'id'],
  ['lpt9.tar.gz', 'id'],
  ['CONSOLE', 'CONSOLE'],
  ['COM10', 'COM10'],
  ['shoes.', 'shoes'],
  ['shoes. . .', 'shoes'],
  ['shoes ', 'shoes'],
  ['.hidden', 'hidden'],
  ['-rf', 'rf'],
  ['a\nb', 'a-b'],
  ['a\tb', 'a-b'],
  ['a\u202egnp.exe', 'a-gnp.exe'],
  ['a\u2066b\u2069', 'a-b'],
  ['\ufeffx', 'x'],
  ['a\u200bb', 'a-b'],
  ['a\u0000b', 'a-b'],
  ['a\ud800b', 'a-b'],
  ['cafe\u0301', 'caf\u00e9'],
  ['caf\u00e9', 'caf\u00e9'],
  ['靴', '靴'],
  ['👟', 'id'],
  ['a*b?c<d>e|f"g', 'a-b-c-d-e-f-g'],
  ["it's", 'it-s'],
  ['a;rm -rf', 'a-rm-rf'],
  ['run (2)', 'run-(2)'],
  ['a'.repeat(256), 'a'.repeat(80)],
  ['é'.repeat(256), 'é'.repeat(40)],
  ['靴'.repeat(256), '靴'.repeat(26)],
  [`${'a'.repeat(79)}. b`, 'a'.repeat(79)],
];

describe('the folder of an export', () => {
  it.each(HOSTILE)('for %j is %j', (name, expected) => {
    expect(folderNameFrom(name, 'id')).toBe(expected);
  });

  it('is one plain, short, stable name whatever the run is called', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', ' ', '-', 'ｃ', 'ｏ', 'ｎ', '\u202e', ':') }),
    );
    fc.assert(
      fc.property(text, (name) => {
        const folder = folderNameFrom(name, 'id');
        expect(folder).toMatch(/^[\p{L}\p{M}\p{N}_.()+,-]+$/u);
        expect(folder).not.toMatch(/^[.\- ]|[.\- ]$|\.\.|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
        expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(80);
        expect(folderNameFrom(folder, 'id')).toBe(folder);
      }),
      { numRuns: 2000 },
    );
  });
});
