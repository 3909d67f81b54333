import { expect, test } from 'vitest';
import { automaticLevel } from '@shared/import/labels.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import type { PerhapsPairs } from '@shared/import/paired.ts';
import { atOnce } from '@shared/sliced.ts';
import { pairedSource as pairing, perhapsPairs } from '../../../electron/data/source/pairs.ts';
import { NO_LABEL, type PictureSource } from '../../../electron/data/source/source.ts';

const source = (files: string[], more: Partial<PictureSource> = {}): PictureSource => ({
  ...{ root: '/pictures', files, places: new Map(), refused: [], labels: null, words: 'the folder "pictures"' },
  since: async () => ({ came: 0, went: new Set() }),
  close: async () => undefined,
  ...more,
});

const pairedSource = (given: PictureSource, choice: PairsChoice): PictureSource => atOnce(pairing(given, choice));
const perhaps = (given: PictureSource): PerhapsPairs | null => atOnce(perhapsPairs(given));

/** "input > target" of each pair, then files without a partner. */
function paired(files: string[], choice: PairsChoice = 'folders', more: Partial<PictureSource> = {}): string[] {
  const { files: inputs, pairs } = pairedSource(source(files, more), choice);
  if (pairs?.kind !== 'folders') throw new Error('These are no pairs of folders.');
  return [
    ...inputs.map((input) => `${input} > ${pairs.targets.get(input)}`),
    ...pairs.alone.map(({ path, reason }) => `${path} ${reason}`),
    pairs.words,
  ];
}

test('names are matched below both folders, with their endings first, then without', () => {
  const inputs = ['photos/all/edges/1.jpg', 'photos/all/edges/1.png', 'photos/all/edges/sub/2.tar.png'];
  const targets = ['photos/all/photo/1.png', 'photos/all/photo/sub/2.tar.jpg', 'photos/all/photo/sub/3.png'];
  expect(paired([...inputs, 'photos/all/edges/4.png', ...targets])).toEqual([
    'photos/all/edges/1.png > photos/all/photo/1.png',
    'photos/all/edges/sub/2.tar.png > photos/all/photo/sub/2.tar.jpg',
    'photos/all/edges/1.jpg has no partner in "photo"',
    'photos/all/edges/4.png has no partner in "photo"',
    'photos/all/photo/sub/3.png has no partner in "edges"',
    'The inputs are "edges", the targets "photo", by their names.',
  ]);
});

test('one target is taken once, a name in either of Unicode’s forms, and capitals do not decide the order', () => {
  expect(paired(['B/é.png', 'B/x.jpg', 'a/e\u0301.png', 'a/x.gif', 'a/x.png'])).toEqual([
    'a/e\u0301.png > B/é.png',
    'a/x.gif > B/x.jpg',
    'a/x.png has no partner in "B"',
    'The inputs are "a", the targets "B", by their names.',
  ]);
});

test('the order given decides, and can be swapped', () => {
  const files = ['A/1.png', 'B/1.png', 'single.png'];
  const given = { folders: ['B', 'A'], labels: new Map(files.map((file) => [file, file.slice(0, 1)])) };
  expect(paired(files, 'folders', given)).toEqual([
    'B/1.png > A/1.png',
    'single.png lies in neither folder of the pairs',
    'The inputs are "B", the targets "A", as they were given.',
  ]);
  expect(paired(files, 'folders-swapped', given)[0]).toBe('A/1.png > B/1.png');
  expect(pairedSource(source(files, given), 'folders').labels).toBeNull();
});

test.each([
  [
    'the parts are named in the folders',
    ['testA/1.png', 'testB/1.jpg', 'trainA/1.png', 'trainA/2.png', 'trainB/1.png'],
    [
      'testA/1.png > testB/1.jpg',
      'trainA/1.png > trainB/1.png',
      'trainA/2.png has no partner in "trainB"',
      'The inputs are "testA" and "trainA", the targets "testB" and "trainB", by their names, matched within each part.',
    ],
  ],
  [
    'the folders lie in the parts',
    ['set/test/A/1.png', 'set/test/B/2.png', 'set/train/A/x/2.png', 'set/train/B/x/2.jpg', 'set/train/list.txt'],
    [
      'set/train/A/x/2.png > set/train/B/x/2.jpg',
      'set/test/A/1.png has no partner in "test/B"',
      'set/test/B/2.png has no partner in "test/A"',
      'set/train/list.txt lies in neither folder of the pairs',
      'The inputs are "test/A" and "train/A", the targets "test/B" and "train/B", by their names, matched within each part.',
    ],
  ],
  [
    'a part has but one side',
    ['testA/1.png', 'trainA/1.png', 'trainB/1.png'],
    [
      'trainA/1.png > trainB/1.png',
      'testA/1.png has no partner in "trainB"',
      'The inputs are "testA" and "trainA", the targets "trainB", by their names, matched within each part.',
    ],
  ],
])('a set in parts is matched within each: %s', (_, files, expected) => {
  expect(paired(files)).toEqual(expected);
  const given = pairedSource(source(files), 'folders-swapped');
  expect(given.files.every((file) => /B\//.test(file))).toBe(true);
});

test('parts may be pairs, and a part is none of their labels', () => {
  const files = ['testA', 'testB', 'trainA', 'trainB'].map((folder) => `${folder}/1.png`);
  expect(perhaps(source(files))).toEqual({
    ...{ input: '"testA" and "trainA"', target: '"testB" and "trainB"', count: 2, known: true },
  });
  expect(automaticLevel(['testA', 'trainA'], true)).toBeNull();
  expect(automaticLevel(['testA', 'trainB'], true)).toBe(1);
  // Pictures by themselves have the labels that they have always had.
  expect(automaticLevel(['testA', 'trainA'])).toBe(1);
});

test('a table’s labels are those of either picture', () => {
  // Files that a table does not name have that for a label.
  const labels = new Map([
    ['A/1.png', 'boots'],
    ['A/2.png', NO_LABEL],
    ['B/1.png', NO_LABEL],
    ['B/2.png', 'sandals'],
  ]);
  const files = ['A/1.png', 'A/2.png', 'B/1.png', 'B/2.png', 'README.txt'];
  expect([...(pairedSource(source(files, { labels }), 'folders').labels ?? [])]).toEqual([
    ['A/1.png', 'boots'],
    ['A/2.png', 'sandals'],
  ]);
});

test.each<[string, string[], RegExp]>([
  ['no folder', ['1.png', '2.png'], /^Pairs of folders need two of them, .* take its halves \(left-input\)\.$/],
  ['one folder', ['A/1.png', 'A/2.png'], /^Pairs of folders need two of them/],
  ['three', ['A/1.png', 'B/1.png', 'C/1.png'], /^Pairs come of two folders, and here are 3: "A", "B", "C"\. Give/],
  ['names that are not alike', ['A/1.png', 'B/2.png'], /^No picture in "A" is named as one in "B"\. Give an input/],
])('%s is one clear sentence', (_, files, sentence) => {
  expect(() => pairedSource(source(files), 'folders')).toThrow(sentence);
});

test('two folders that name nearly all files alike may be pairs; names tell how likely', () => {
  const files = (one: string, other: string, more: string[] = []): string[] => [
    ...[1, 2, 3].flatMap((number) => [`${one}/${number}.png`, `${other}/${number}.jpg`]),
    ...more,
  ];
  expect(perhaps(source(files('trainA', 'trainB')))).toEqual({
    ...{ input: '"trainA"', target: '"trainB"', count: 3, known: true },
  });
  expect(perhaps(source(files('cats', 'dogs')))).toMatchObject({ known: false });
  expect(perhaps(source(files('cats', 'dogs', ['cats/4.png', 'cats/5.png'])))).toBeNull();
  expect(perhaps(source(files('cats', 'dogs', ['birds/1.png'])))).toBeNull();
  expect(perhaps(pairedSource(source(files('a', 'b')), 'folders'))).toBeNull();
});
