import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importOptionsSchema, type ImportOptions } from '@shared/dataset.ts';
import type { FindingKind, Finding } from '@shared/import/findings.ts';
import type { FolderLook } from '@shared/import/look.ts';
import { proposeImport } from '@shared/import/look.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { besideEachOther } from '@shared/pictures-beside.ts';
import {
  datasetDir,
  importAgain,
  makeVersion,
  openDataset,
  previewPictures,
  readOriginal,
  type Imported,
} from '../../electron/data/index.ts';
import { atOnce } from '@shared/sliced.ts';
import { importOpened, lookAtOpened, openSource, pairedSource } from '../../electron/data/importing.ts';
import { decodeImage } from './support/decode.ts';
import { buildDecoder } from './support/decoder.ts';
import { gradient, picture } from './support/pictures.ts';
import sharp from 'sharp';

let home: string;
let folder: string;
let library: string;
let decoder: Awaited<ReturnType<typeof buildDecoder>>;
const { signal } = new AbortController();
const SIDE = 16;
const shape = { height: SIDE, width: SIDE, channels: 3 } as const;
const BYTES = 2 * SIDE * SIDE * 3;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-pairs-'));
  decoder = await buildDecoder();
});
afterAll(async () => {
  await decoder.remove();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(home, 'pictures-'));
  library = await mkdtemp(join(home, 'library-'));
});

async function put(path: string, made: Sharp): Promise<Buffer> {
  const bytes = await (path.endsWith('.jpg') ? made.jpeg() : made.png()).toBuffer();
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
  return bytes;
}

type Choices = Partial<ImportOptions>;
const args = () => ({ libraryDir: library, decoder: decoder.launcher, signal, onProgress: () => undefined });
const opened = (...paths: string[]) =>
  openSource(paths.length > 0 ? paths : [folder], { ...args(), libraryDir: async () => library });
const optionsOf = (choices: Choices): ImportOptions =>
  importOptionsSchema.parse({ name: 'Pairs', width: SIDE, height: SIDE, channels: 3, pairs: 'folders', ...choices });
const imported = async (choices: Choices = {}, ...paths: string[]): Promise<Imported> =>
  importOpened(await opened(...paths), { ...args(), options: optionsOf(choices) });
async function imagesOf({ record }: Imported): Promise<Uint8Array[]> {
  const { pixels } = await openDataset(library, '', record.id);
  return Array.from({ length: record.count }, (_, at) => pixels.slice(at * BYTES, (at + 1) * BYTES));
}
const look = async (pairs: ImportOptions['pairs']): Promise<FolderLook> => {
  const found = await lookAtOpened(await opened(), { decoder: decoder.launcher, signal, pairs });
  if (found.kind !== 'folder') throw new Error('These are no pictures.');
  return found;
};
const findingOf = ({ findings = [] }: { findings?: Finding[] | undefined }, kind: FindingKind): Finding | undefined =>
  findings.find((one) => one.kind === kind);

test('each image is the input beside its target, as each would be imported by itself, under the labels inside', async () => {
  const files = new Map<string, Buffer>();
  for (const [at, name] of ['boots/1', 'boots/2', 'sandals/1'].entries()) {
    files.set(`A/${name}`, await put(`A/${name}.png`, picture(40, 30, 3, at)));
    // Turned by EXIF each by its own.
    files.set(`B/${name}`, await put(`B/${name}.jpg`, picture(30, 40, 3, at + 5).withMetadata({ orientation: 6 })));
  }
  await put('A/sandals/alone.png', picture(40, 30));
  await put('A/boots/3.png', picture(40, 30));
  await mkdir(join(folder, 'B', 'boots'), { recursive: true });
  await writeFile(join(folder, 'B', 'boots', '3.png'), 'no picture');
  const window = { x: 0.25, y: 0, width: 0.5, height: 1 };
  const made = await imported({ crop: window });
  const { record, report } = made;
  expect(record).toMatchObject({ pairs: true, count: 3, image: { width: 2 * SIDE, height: SIDE, channels: 3 } });
  expect(report.labels).toEqual([
    { name: 'boots', count: 2 },
    { name: 'sandals', count: 1 },
  ]);
  expect(report.refused.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    expect.stringMatching(/^A\/boots\/3\.png: of its target, B\/boots\/3\.png: not an image/),
    'A/sandals/alone.png: has no partner in "B"',
  ]);
  expect(findingOf(report, 'alone')).toMatchObject({ count: 1, examples: ['A/sandals/alone.png'] });
  expect(findingOf(report, 'unreadable')).toMatchObject({ count: 1, examples: ['A/boots/3.png'] });
  const target = { width: SIDE, height: SIDE, channels: 3, fit: 'crop', crop: window } as const;
  for (const [at, name] of ['boots/1', 'boots/2', 'sandals/1'].entries()) {
    const [input, output] = await Promise.all(
      ['A', 'B'].map((side) => decodeImage(files.get(`${side}/${name}`) ?? Buffer.alloc(0), target)),
    );
    if (!input || !output) throw new Error('Two were decoded.');
    expect((await imagesOf(made))[at]).toEqual(besideEachOther([input, output], shape));
  }
});

test('the halves of a picture are what two pictures would be, upright, within a window and turned', async () => {
  const [left, right] = [gradient(60, 50, 3, 1), gradient(60, 50, 3, 2)];
  const raw = { width: 60, height: 50, channels: 3 } as const;
  const both = await sharp({ create: { ...raw, width: 120, background: '#000' } })
    .composite([
      { input: Buffer.from(left), raw, left: 0, top: 0 },
      { input: Buffer.from(right), raw, left: 60, top: 0 },
    ])
    .png()
    .toBuffer();
  const choices = { crop: { x: 0, y: 0, width: 0.5, height: 1 } };
  const turned = async (bytes: Buffer): Promise<Buffer> =>
    sharp(await sharp(bytes).rotate(-90).png().toBuffer())
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
  const pairs: { there: Uint8Array; back: Uint8Array }[] = [];
  for (const stored of [async (bytes: Buffer) => bytes, turned]) {
    const [one, other] = await Promise.all(
      [left, right].map(async (data) => {
        const half = await sharp(data, { raw }).png().toBuffer();
        return decodeImage(await stored(half), { ...shape, fit: 'crop', ...choices });
      }),
    );
    if (!one || !other) throw new Error('Two were decoded.');
    pairs.push({ there: besideEachOther([one, other], shape), back: besideEachOther([other, one], shape) });
  }
  await writeFile(join(folder, '1.png'), both);
  await writeFile(join(folder, '2.png'), await turned(both));
  expect(await imagesOf(await imported({ ...choices, pairs: 'left-input' }))).toEqual(pairs.map(({ there }) => there));
  expect(await imagesOf(await imported({ ...choices, pairs: 'right-input' }))).toEqual(pairs.map(({ back }) => back));
});

test('pictures that are not two side by side are refused, each with why', async () => {
  await put('1.png', picture(64, 32, 3, 1));
  await put('2.png', picture(64, 48, 3, 2));
  await put('odd.png', picture(65, 32));
  await put('square.png', picture(40, 40));
  const { report } = await imported({ pairs: 'left-input' });
  expect(report.imported).toBe(2);
  expect(report.refused.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'odd.png: an odd width, 65 × 32 pixels: an input and its target side by side are each as wide',
    'square.png: 40 × 40 pixels are no input and target side by side: such a picture is about twice as wide as it is tall',
  ]);
  expect(report.refused.length).toBe(findingOf(await look('left-input'), 'unreadable')?.count);
});

test('copies and blank ones go by pair', async () => {
  const blank = sharp({ create: { width: 32, height: 32, channels: 3, background: '#888' } });
  for (const [name, input, target] of [
    ['1', 1, 1],
    ['2', 1, 2],
    ['3', 1, 1],
    ['4', 2, 1],
  ] as const) {
    // prettier-ignore
    await put(`A/${name}.png`, picture(32, 32, 3, input));
    await put(`B/${name}.png`, picture(32, 32, 3, 7 * target));
  }
  await put('A/5.png', blank.clone());
  await put('B/5.png', picture(32, 32, 3, 3));
  const { report } = await imported({ skip: ['copies', 'blank'] });
  expect(report.leftOut).toEqual([
    { path: 'A/3.png', reason: 'a copy of A/1.png' },
    { path: 'A/5.png', reason: 'blank' },
  ]);
});

test('a look counts pairs, says which is which, and recommends for one of both', async () => {
  for (let at = 0; at < 5; at += 1) {
    await put(`edges/${at}.png`, picture(48, 24, 1, at));
    await put(`photos/${at}.png`, picture(at === 4 ? 96 : 48, 24, 3, at));
  }
  await put('photos/x.png', picture(48, 24));
  const found = await look('folders');
  expect(found).toMatchObject({
    pairs: true,
    sides: { input: '"edges"', target: '"photos"' },
    looked: 5,
    files: 5,
    refused: 0,
    coloured: 5,
    width: 48,
    height: 24,
  });
  expect(findingOf(found, 'pairs')?.words).toBe('The inputs are "edges", the targets "photos", by their names.');
  expect(findingOf(found, 'alone')).toMatchObject({ count: 1, examples: ['photos/x.png'] });
  expect(found.refusals).toEqual([{ path: 'photos/x.png', reason: 'has no partner in "edges"' }]);
  expect(findingOf(found, 'uneven-pairs')).toMatchObject({ count: 1, examples: ['edges/4.png'] });
  expect(findingOf(found, 'perhaps-pairs')).toBeUndefined();
  expect(proposeImport(found)).toMatchObject({ width: 16, tones: 'own' });
  expect(proposeImport(found)?.crop).not.toBe('detail');
  expect(findingOf(await look('off'), 'perhaps-pairs')).toMatchObject({ level: 'advice', count: 5 });
});

test('pictures of two squares side by side may be pairs', async () => {
  for (let at = 0; at < 9; at += 1) await put(`${at}.png`, picture(64, 32, 3, at));
  expect(findingOf(await look('off'), 'perhaps-pairs')).toMatchObject({ level: 'fact', count: 9 });
  expect(await look('left-input')).toMatchObject({ width: 32, height: 32, looked: 9 });
});

test('two folders given are pairs in their order; a version and an import again stay pairs', async () => {
  for (let at = 0; at < 4; at += 1) {
    await put(`x/in/${at}.png`, picture(32, 32, 3, at));
    await put(`out/${at}.png`, picture(32, 32, 3, 10 + at));
  }
  const given = [join(folder, 'x/in'), join(folder, 'out')];
  const first = await imported({}, ...given);
  expect(first.report.findings?.find(({ kind }) => kind === 'pairs')?.words).toMatch(
    /^The inputs are "in", the targets "out", as/,
  );
  const sources = await readFile(join(datasetDir(library, first.record.id), DATASET_FILES.sources), 'utf8');
  expect(JSON.parse(sources.split('\n')[0] ?? '')).toMatchObject({ path: 'x/in/0.png', target: 'out/0.png' });
  expect(await readOriginal(library, first.record.id, 0, { decoder: decoder.launcher, signal })).toMatchObject({
    ...{ state: 'here', picture: { width: 64, height: 32 } },
  });
  const version = await makeVersion({
    ...{ libraryDir: library, bundledDir: '', id: first.record.id, signal },
    revision: { name: 'Fewer', leaveOut: [1], labels: { rename: {}, drop: [], most: null } },
  });
  expect(version).toMatchObject({ pairs: true, count: 3 });
  // A target that changes makes another pair.
  await put('out/2.png', picture(32, 32, 3, 99));
  const source = await opened(...given);
  if (source.kind !== 'pictures') throw new Error('These are no pictures.');
  const again = await importAgain(source.source, { ...args(), id: version.id, name: 'Again' });
  expect(again.record).toMatchObject({ pairs: true, count: 3 });
  expect(again.report.again).toMatchObject({ added: 1, removed: 1, moved: 0 });
  const fresh = await imported({ leaveOut: ['x/in/1.png'] }, ...given);
  expect(again.record.hash).toBe(fresh.record.hash);
});

test('a preview shows both as they come and as they become', async () => {
  const files = [await put('A/1.png', picture(20, 30)), await put('B/1.png', picture(40, 10))];
  const source = await opened();
  if (source.kind !== 'pictures') throw new Error('These are no pictures.');
  const [shown] = await previewPictures({
    ...{ source: atOnce(pairedSource(source.source, 'folders')), files: ['A/1.png'], target: optionsOf({}), side: 64 },
    ...{ decoder: decoder.launcher, signal },
  });
  if (!shown || 'reason' in shown) throw new Error('It was refused.');
  const made = await Promise.all(files.map((bytes) => decodeImage(bytes, { ...shape, fit: 'crop' })));
  expect(shown.pixels).toEqual(besideEachOther([made[0] ?? new Uint8Array(), made[1] ?? new Uint8Array()], shape));
  expect(shown.original).toMatchObject({ width: 80, height: 30 });
});

test.each<[string, Choices, RegExp]>([
  [
    'detail',
    { crop: 'detail' },
    /^Pairs are not cropped where their detail is: .* Crop to the centre or to a window\.$/,
  ],
  ['tones of a ground', { tones: 'light-on-dark' }, /^Tones of one ground are not inverted in pairs: .* invert all\.$/],
])('%s is told of each picture by itself, and refused', async (_, choices, sentence) => {
  await put('A/1.png', picture(32, 32));
  await put('B/1.png', picture(32, 32));
  await expect(imported(choices)).rejects.toThrow(sentence);
});
