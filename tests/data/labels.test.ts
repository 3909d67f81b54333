import { describe, expect, test } from 'vitest';
import { labelFolders } from '../../electron/data/import/labels.ts';

describe('labels from folders', () => {
  test.each<[string, string[], string[] | null]>([
    ['images in the folder itself have none', [''], null],
    ['images in one folder below have none', ['photos/2024'], null],
    ['nothing has none', [], null],
    ['folders are labels', ['cat', 'dog'], ['cat', 'dog']],
    ['wrapping folders do not count', ['data/train/cat', 'data/train/dog'], ['cat', 'dog']],
    ['nested folders keep their path', ['train/cat', 'train/dog', 'test/cat'], ['test/cat', 'train/cat', 'train/dog']],
    ['images beside the folders are a label too', ['', 'cat'], ['(no folder)', 'cat']],
    ['names that begin alike are different folders', ['cat', 'cats'], ['cat', 'cats']],
    ['two spellings of one name are one label', ['caf\u00e9', 'cafe\u0301', 'tea'], ['café', 'tea']],
    ['characters that turn the text around are made visible', ['a\u202egnp', 'b'], ['a\uFFFDgnp', 'b']],
  ])('%s', (_what, folders, names) => {
    const labelling = labelFolders(folders);
    expect(labelling.names).toEqual(names);
    expect(labelling.numberOf).toHaveLength(folders.length);
  });

  test('each folder gets the number of its label', () => {
    expect(labelFolders(['dog', 'cat', 'ant']).numberOf).toEqual([2, 1, 0]);
    expect(labelFolders(['caf\u00e9', 'tea', 'cafe\u0301']).numberOf).toEqual([0, 1, 0]);
  });
});
