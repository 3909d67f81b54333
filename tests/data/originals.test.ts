import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatasetRecord } from '@shared/dataset.ts';
import { importOptionsSchema } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import {
  datasetDir,
  imageSource,
  importFolder,
  makeVersion,
  moveOriginals,
  readOriginal,
} from '../../electron/data/index.ts';
import { buildDecoder } from './support/decoder.ts';
import { picture } from './support/pictures.ts';

let home: string;
let library: string;
let folder: string;
let record: DatasetRecord;
let decoder: Awaited<ReturnType<typeof buildDecoder>>;
const { signal } = new AbortController();
const ways = () => ({ decoder: decoder.launcher, signal });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-originals-'));
  library = join(home, 'library');
  folder = join(home, 'shoes');
  for (const label of ['boots', 'sandals']) await mkdir(join(folder, label), { recursive: true });
  for (const [name, width] of [
    ['boots/a.png', 60],
    ['boots/b.png', 70],
    ['sandals/c.png', 3000],
  ] as const)
    await writeFile(join(folder, name), await picture(width, 30).png().toBuffer());
  decoder = await buildDecoder();
  const options = importOptionsSchema.parse({ name: 'Shoes', width: 16, height: 16, labels: { from: 'none' } });
  const onProgress = (): void => undefined;
  const args = { libraryDir: library, folder, options, decoder: decoder.launcher, signal, onProgress };
  ({ record } = await importFolder(args));
});
afterAll(async () => {
  await decoder.remove();
  await rm(home, { recursive: true, force: true });
});

const original = (image: number, id = record.id) => readOriginal(library, id, image, ways());

test('an image leads to the picture it was made of, made smaller where it is large', async () => {
  expect(await imageSource(library, record.id, 1)).toEqual({ path: 'boots/b.png', folder });
  expect(await original(1)).toMatchObject({
    state: 'here',
    picture: { width: 70, height: 30 },
    size: { width: 70, height: 30 },
  });
  expect(await original(2)).toMatchObject({ picture: { width: 1024, height: 10 }, size: { width: 3000, height: 30 } });
  expect(await imageSource(library, record.id, 3)).toBeNull();
});

test('a file that changed is not shown, nor one that is gone, until its folder is found', async () => {
  await writeFile(join(folder, 'boots/a.png'), await picture(61, 30).png().toBuffer());
  expect(await original(0)).toEqual({
    state: 'changed',
    words: '“boots/a.png” is another file than the one imported, so it is not shown.',
  });
  await writeFile(join(folder, 'boots/a.png'), 'words');
  expect(await original(0)).toMatchObject({ state: 'unread' });
  const moved = join(home, 'moved');
  await rename(folder, moved);
  expect(await original(1)).toEqual({
    state: 'gone',
    words: `“boots/b.png” is not in ${folder} any more. Choose where the folder lies now.`,
  });
  await moveOriginals(library, record.id, moved);
  expect(await original(1)).toMatchObject({ state: 'here' });
  folder = moved;
});

test('nothing outside the folder is read, whatever a library says', async () => {
  const sources = join(datasetDir(library, record.id), DATASET_FILES.sources);
  const before = await readFile(sources, 'utf8');
  const [first = ''] = before.split('\n');
  const { sha256 } = JSON.parse(first) as { sha256: string };
  await writeFile(join(home, 'secret.png'), await picture(60, 30).png().toBuffer());
  for (const path of ['../secret.png', '/etc/hostname', 'a/../../secret.png', 'C:\\secret.png', 'a\0b', ''])
    try {
      await writeFile(sources, `${JSON.stringify({ path, sha256 })}\nno line\n`);
      expect(await original(0), path).toMatchObject({ state: 'lost' });
      expect(await imageSource(library, record.id, 0), path).toBeNull();
    } finally {
      await writeFile(sources, before);
    }
});

test('the folder of a version is that of what it was made from', async () => {
  const revision = { name: 'Fewer', leaveOut: [0], labels: { rename: {}, drop: [], most: null } };
  const version = await makeVersion({
    ...{ libraryDir: library, bundledDir: resolve('resources/datasets'), id: record.id, revision, signal },
  });
  // Where its images came from is written down for versions too.
  await writeFile(
    join(datasetDir(library, version.id), DATASET_FILES.sources),
    (await readFile(join(datasetDir(library, record.id), DATASET_FILES.sources), 'utf8'))
      .split('\n')
      .slice(1)
      .join('\n'),
  );
  expect(await imageSource(library, version.id, 0)).toEqual({ path: 'boots/b.png', folder });
});
