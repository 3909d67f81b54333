import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTable } from '../../../electron/data/source/tables/rows.ts';
import { labelLines, makePlaces, type Places } from './support.ts';

let places: Places;
beforeEach(async () => {
  places = await makePlaces();
});
afterEach(() => places.remove());

async function putAll(...paths: string[]): Promise<void> {
  for (const path of paths) await places.put(path);
}
const reasons = async (): Promise<string[]> =>
  (await places.pictures()).refused.map(({ path, reason }) => `${path}: ${reason}`);

describe('a table as RFC 4180 has it', () => {
  test.each<[string, string, string[][]]>([
    [
      'commas',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'semicolons and a byte order mark',
      '\uFEFFa;b\r\nc;d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['tabs, with commas in them', 'a\tb,c\td', [['a', 'b,c', 'd']]],
    [
      'quotes',
      '"a,""b""",c\n"d\ne",f',
      [
        ['a,"b"', 'c'],
        ['d\ne', 'f'],
      ],
    ],
    ['empty lines and blanks', '\n a , b \n\n', [['a', 'b']]],
    ['a quote that does not end', 'a,"b\nc', [['a', 'b\nc']]],
  ])('with %s', (_what, text, rows) => expect(readTable(text)).toEqual(rows));
});

describe('a table of labels', () => {
  test('names what lies beside it or below, whatever folders say', async () => {
    await putAll('x/a.png', 'x/b.png', 'y/c.png');
    await places.put('labels.csv', 'x/a.png,cat\ny/c.png,"dog, small"\n./x/b.png,cat\n');
    expect(labelLines(await places.pictures())).toEqual(['x/a.png: cat', 'x/b.png: cat', 'y/c.png: dog, small']);
  });

  test('may have a header, its columns the other way round, and more of them', async () => {
    await putAll('images/1.png', 'images/2.png');
    await places.put('train.csv', 'breed;id;note\nbeagle;1;x\npug;2;y\n');
    expect(labelLines(await places.pictures())).toEqual(['images/1.png: beagle', 'images/2.png: pug']);
  });

  test('without a header keeps its first line, also where that file is not there', async () => {
    await putAll('a.png', 'b.png');
    await places.put('labels.csv', 'gone.png,cat\na.png,cat\nb.png,dog\n');
    expect(labelLines(await places.pictures())).toEqual(['a.png: cat', 'b.png: dog']);
    expect(await reasons()).toEqual(['gone.png: named in labels.csv, but not there']);
  });

  test('that names a file twice or not at all says so', async () => {
    await putAll('a.png', 'b.png', 'c.png', 'd.png');
    await places.put('labels.csv', 'a.png,cat\na.png,dog\nb.png,cat\nb.png,cat\nc.png,\n');
    expect(labelLines(await places.pictures())).toEqual(['b.png: cat', 'c.png: (no label)', 'd.png: (no label)']);
    expect(await reasons()).toEqual(['a.png: in labels.csv twice, as "cat" and as "dog"']);
  });

  test('may spell letters with accents in another way than the disk', async () => {
    await putAll('caf\u00e9.png', 'b.png');
    await places.put('labels.csv', 'cafe\u0301.png,Cre\u0301me\nb.png,x\n');
    expect(labelLines(await places.pictures())).toEqual(['b.png: x', 'caf\u00e9.png: Cr\u00e9me']);
  });

  test("is StyleGAN's dataset.json, also in a folder that wraps all", async () => {
    await putAll('set/00000/a.png', 'set/00000/b.png');
    await places.put('set/dataset.json', '{"labels": [["00000/a.png", 6], ["00000/b.png", "x"]]}');
    expect(labelLines(await places.pictures())).toEqual(['set/00000/a.png: 6', 'set/00000/b.png: x']);
  });

  test('of vectors is refused', async () => {
    await putAll('a.png', 'b.png');
    await places.put('dataset.json', '{"labels": [["a.png", [0.5, 1]], ["b.png", [1, 0]]]}');
    await expect(places.pictures()).rejects.toThrow('The labels in dataset.json are not one number or name for each');
  });

  test.each<[string, Record<string, string>]>([
    ['names no file', { 'labels.csv': 'id,score\n17,0.3\n' }],
    ['has one column', { 'labels.csv': 'a.png\nb.png\n' }],
    ['is one of two', { 'train.csv': 'a.png,x\n', 'test.csv': 'b.png,y\n' }],
    ['lies deeper', { 'cats/labels.csv': 'a.png,x\nb.png,y\n' }],
    ['has no labels', { 'dataset.json': '{"labels": null}' }],
    ['is another JSON', { 'dataset.json': '{"name": "shoes"}' }],
    ['is no JSON', { 'dataset.json': '{' }],
  ])('that %s is a file like others', async (_what, tables) => {
    await putAll('a.png', 'b.png');
    for (const [path, text] of Object.entries(tables)) await places.put(path, text);
    const source = await places.pictures();
    expect(source.labels).toBeNull();
    expect(source.files).toHaveLength(2 + Object.keys(tables).length);
    expect(source.refused).toEqual([]);
  });
});
