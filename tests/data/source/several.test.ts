import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeIdx } from '../support/idx.ts';
import { rawZip } from '../../engine/host/run-file/raw-zip.ts';
import { labelLines, makePlaces, type Places } from './support.ts';

let places: Places;
beforeEach(async () => {
  places = await makePlaces();
});
afterEach(() => places.remove());

const picture = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

test('folders side by side, and pictures, are what the folder around them would be', async () => {
  for (const path of ['cats/a.png', 'dogs/b.png', 'c.png', 'hats/d.png']) await places.put(path, picture);
  const source = await places.pictures('dogs', 'cats', 'c.png');
  expect(source).toMatchObject({
    root: places.folder,
    files: ['c.png', 'cats/a.png', 'dogs/b.png'],
    labels: null,
    words: '2 folders and single pictures',
  });
});

test('folders of different places are labels by their names, which are made distinct', async () => {
  for (const path of ['x/cats/a.png', 'y/dogs/deep/b.png', 'y/cats/c.png', 'd.png']) await places.put(path, picture);
  const source = await places.pictures('x/cats', 'y/dogs', 'y/cats', 'd.png');
  expect(source.root).toBe(places.folder);
  expect(labelLines(source)).toEqual([
    'd.png: (no label)',
    'x/cats/a.png: cats (x)',
    'y/cats/c.png: cats (y)',
    'y/dogs/deep/b.png: dogs',
  ]);
});

test('a folder within another, or chosen twice, is taken once', async () => {
  for (const path of ['cats/a.png', 'cats/small/b.png']) await places.put(path, picture);
  await symlink(join(places.folder, 'cats'), join(places.folder, 'again'));
  const source = await places.pictures('cats/small', 'cats', 'cats/small/b.png', 'again');
  expect(source.files).toEqual(['cats/a.png', 'cats/small/b.png']);
});

test('a single picture is a source of one', async () => {
  await places.put('a.png', picture);
  expect(await places.pictures('a.png')).toMatchObject({ files: ['a.png'], words: 'single pictures' });
});

test('two IDX files belong together, whatever they are called', async () => {
  const images = await places.put('pixels', encodeIdx([2, 3, 3], new Uint8Array(18)));
  const labels = await places.put('numbers', encodeIdx([2], new Uint8Array(2)));
  expect(await places.open([labels, images])).toEqual({ kind: 'idx', pair: { images, labels } });
});

test('an archive among others is imported by itself', async () => {
  await places.put('a.png', picture);
  await places.put('b.zip', rawZip([{ name: 'a.png', data: picture }]));
  await expect(places.pictures('a.png', 'b.zip')).rejects.toThrow('b.zip is imported by itself');
});

test('nothing chosen is said so', async () => {
  await expect(places.open([])).rejects.toThrow('Choose a folder of images, or a file.');
  await mkdir(join(places.folder, 'empty'));
  expect(await places.pictures('empty')).toMatchObject({ files: [], refused: [] });
});
