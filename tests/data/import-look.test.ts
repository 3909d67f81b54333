import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FolderLook, ImportLook } from '@shared/import/look.ts';
import { folderSource, lookAtPictures, type DecoderLauncher } from '../../electron/data/index.ts';
import type { LookArguments } from '../../electron/data/import/look.ts';
import { lookAtOpened, openSource } from '../../electron/data/importing.ts';
import { buildDecoder } from './support/decoder.ts';
import { FACTS, fakeDecoders } from './support/fake-decoder.ts';
import { encodeIdx } from './support/idx.ts';
import { picture } from './support/pictures.ts';

let decoder: Awaited<ReturnType<typeof buildDecoder>>;
let folder: string;
beforeAll(async () => {
  decoder = await buildDecoder();
});
afterAll(() => decoder.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-look-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}
const look = (
  path = folder,
  launcher: DecoderLauncher = decoder.launcher,
  signal = new AbortController().signal,
): Promise<ImportLook> => lookAt(path, { decoder: launcher, signal });

/** Nothing of these is unpacked. */
async function lookAt(path: string, args: LookArguments): Promise<ImportLook> {
  const libraryDir = (): never => expect.unreachable();
  return lookAtOpened(await openSource([path], { libraryDir, ...args }), args);
}

/** Greys that a colour JPEG holds, the noise of its compression with them. */
const greyJpeg = async (): Promise<Buffer> =>
  sharp(await picture(120, 80, 1).toColourspace('srgb').jpeg({ quality: 60 }).toBuffer())
    .toColourspace('srgb')
    .jpeg({ quality: 50, chromaSubsampling: '4:2:0' })
    .toBuffer();

test('a folder that is empty is called so, however its pictures shall be taken', async () => {
  const sentence = /^There is no file in the folder "forger-look-[^"]+"\. Choose what holds your images\.$/;
  await mkdir(join(folder, 'nothing in it', 'either'), { recursive: true });
  const { launcher } = decoder;
  const { signal } = new AbortController();
  for (const pairs of [undefined, 'folders', 'left-input'] as const)
    await expect(lookAt(folder, { decoder: launcher, signal, pairs })).rejects.toThrow(sentence);
});

test('tells sizes upright, colour by what is seen, labels, and files that are no pictures', async () => {
  await put('cat/turned.jpg', await picture(80, 120).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  await put('cat/colour.png', await picture(120, 80).png().toBuffer());
  await put('dog/grey.jpg', await greyJpeg());
  await put('dog/notes.txt', 'no picture');
  expect(await look()).toMatchObject({
    kind: 'folder',
    ...{ files: 4, labels: 2, looked: 3, refused: 1, coloured: 2 },
    ...{ width: 120, height: 80, shorter: 80, alike: true },
  });
});

test('opens all files, first a few from the first to the last, and tells what it knows by then', async () => {
  const opened: string[] = [];
  const told: FolderLook[] = [];
  for (let index = 0; index < 200; index += 1) await put(`${String(index).padStart(3, '0')}.png`, 'x');
  const decoders = fakeDecoders({
    answer: ({ index, path }) => {
      opened.push(path.slice(-7, -4));
      return { type: 'looked', index, facts: FACTS };
    },
  });
  const { signal } = new AbortController();
  const onLook = (seen: FolderLook): void => void told.push(seen);
  const whole = await lookAt(folder, { decoder: decoders.launcher, signal, onLook });
  expect(whole).toMatchObject({ whole: true, files: 200, looked: 200, labels: 0, shorter: 30 });
  expect(new Set(opened).size).toBe(200);
  // A few more are under way by the time that the last of the first ones is opened.
  const first = opened.slice(0, 64).map(Number);
  expect([Math.min(...first), Math.max(...first) > 190, first.filter((file) => file < 100).length > 20]).toEqual([
    0,
    true,
    true,
  ]);
  expect(told[0]).toMatchObject({ whole: false, files: 200, looked: 64 });
  expect(decoders.running).toBe(0);
});

test('opens no more files than it is told to, spread evenly', async () => {
  for (let index = 0; index < 20; index += 1) await put(`${String(index).padStart(2, '0')}.png`, 'x');
  const decoders = fakeDecoders({ answer: ({ index }) => ({ type: 'looked', index, facts: FACTS }) });
  const { signal } = new AbortController();
  const source = await folderSource(folder, signal);
  const { looked, files, shown } = await lookAtPictures(source, { decoder: decoders.launcher, signal, most: 4 });
  expect({ looked, files, shown }).toEqual({ looked: 4, files: 20, shown: ['00.png', '05.png', '10.png', '15.png'] });
});

test.each([
  ['pixels', { type: 'decoded', index: 0, pixels: new Uint8Array(4) }],
  ['a size that is none', { type: 'looked', index: 0, facts: { ...FACTS, width: 0 } }],
  ['facts that are none', { type: 'looked', index: 0, facts: null }],
])('a decoder that answers with %s is not believed', async (_what, reply) => {
  await put('a.png', 'x');
  expect(await look(folder, fakeDecoders({ answer: () => reply }).launcher)).toMatchObject({ looked: 0, refused: 1 });
});

test('of IDX files it tells the shape, plain or gzipped', async () => {
  const bytes = encodeIdx([50, 28, 20], new Uint8Array(50 * 28 * 20));
  for (const [name, content] of [
    ['train-images-idx3-ubyte', bytes],
    ['train-images-idx3-ubyte.gz', gzipSync(bytes)],
  ] as const) {
    await put(name, content);
    expect(await look(join(folder, name))).toEqual({
      kind: 'idx',
      count: 50,
      image: { height: 28, width: 20, channels: 1 },
    });
  }
});

test('ends when it is cancelled, and leaves no process', async () => {
  for (let index = 0; index < 20; index += 1) await put(`${index}.png`, 'x');
  const controller = new AbortController();
  const decoders = fakeDecoders({
    answer: () => {
      controller.abort();
      return null;
    },
  });
  await expect(look(folder, decoders.launcher, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(decoders.running).toBe(0);
});

test('says what a path is that holds nothing to import', async () => {
  await put('notes.txt', 'no picture');
  await expect(look(join(folder, 'notes.txt'))).rejects.toMatchObject({ code: 'invalid-request' });
  await expect(look(join(folder, 'gone'))).rejects.toMatchObject({ code: 'not-found' });
});
