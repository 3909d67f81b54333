import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inNaturalOrder, labelFolders } from '@shared/import/labels.ts';

const FLAGS = ['gbeng', 'gbsct', 'gbwls'].map(
  (region) =>
    `\u{1F3F4}${[...region].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}\u{E007F}`,
);

describe('labels from folders', () => {
  test.each<[string, string[], string[] | null]>([
    ['images in the folder itself have none', [''], null],
    ['images in one folder below have none', ['photos/2024'], null],
    ['nothing has none', [], null],
    ['folders are labels', ['cat', 'dog'], ['cat', 'dog']],
    ['wrapping folders do not count', ['data/photos/cat', 'data/photos/dog'], ['cat', 'dog']],
    ['of nested folders the first names the label', ['cat/day1', 'cat/day2', 'cat', 'dog/day1'], ['cat', 'dog']],
    ['learning and testing are no labels', ['train/cat', 'train/dog', 'Test/cat', 'val/cat'], ['cat', 'dog']],
    ['nor where they wrap alone', ['set/train/images/cat', 'set/test/images/dog'], ['cat', 'dog']],
    ['nor are there others', ['train', 'test'], null],
    ['beside something else they are', ['train', 'plane'], ['plane', 'train']],
    ['images beside the folders are a label too', ['', 'cat'], ['(no folder)', 'cat']],
    ['names that begin alike are different folders', ['cat', 'cats'], ['cat', 'cats']],
    ['numbers are in their order', ['10', '2', '1', 'a10', 'a9'], ['1', '2', '10', 'a9', 'a10']],
    ['two spellings of one name are one label', ['caf\u00e9', 'cafe\u0301', 'tea'], ['café', 'tea']],
    ['a name stays what it is, whatever cannot be shown of it', ['a\u202egnp', 'b'], ['a\u202egnp', 'b']],
    ['flags that are shown alike are different labels', FLAGS, FLAGS],
    ['words keep their joiners', ['می\u200cخواهم', 'می\u200dخواهم'], ['می\u200cخواهم', 'می\u200dخواهم']],
  ])('%s', (_what, folders, names) => {
    const labelling = labelFolders(folders);
    expect(labelling.names).toEqual(names);
    expect(labelling.numberOf).toHaveLength(folders.length);
  });

  test('each folder gets the number of its label', () => {
    expect(labelFolders(['dog', 'cat', 'ant']).numberOf).toEqual([2, 1, 0]);
    expect(labelFolders(['caf\u00e9', 'tea', 'cafe\u0301']).numberOf).toEqual([0, 1, 0]);
    expect(labelFolders(['train/dog', 'test/cat', 'test/dog/far/down']).numberOf).toEqual([1, 0, 1]);
  });

  test('have one order, whatever the names are', () => {
    const name = fc.string({ unit: fc.constantFrom('0', '1', '9', '10', 'a', 'B', '-', '\u{1F3F4}') });
    const sign = (a: string, b: string): number => Math.sign(inNaturalOrder(a, b));
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(sign(a, b)).toBe(0 - sign(b, a));
        expect(sign(a, b) === 0).toBe(a === b);
        if (sign(a, b) < 0 && sign(b, c) < 0) expect(sign(a, c)).toBe(-1);
      }),
    );
  });
});
