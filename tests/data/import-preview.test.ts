import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import { previewPictures } from '../../electron/data/index.ts';
import { decodeImage, plain } from './support/decode.ts';
import { buildDecoder } from './support/decoder.ts';
import { FACTS, fakeDecoders } from './support/fake-decoder.ts';
import { picture } from './support/pictures.ts';

let root: string;
let decoder: Awaited<ReturnType<typeof buildDecoder>>;
const target = plain({ ...square(16), channels: 3, fit: 'pad', padding: 'blur' });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'forger-preview-'));
  decoder = await buildDecoder();
});
afterAll(async () => {
  await decoder.remove();
  await rm(root, { recursive: true, force: true });
});

const preview = (files: readonly string[], launcher = decoder.launcher): ReturnType<typeof previewPictures> =>
  previewPictures({
    source: { root, places: new Map() },
    files,
    target,
    side: 40,
    decoder: launcher,
    signal: new AbortController().signal,
  });

test('every file is answered, in order: by what is made of it, or why nothing is', async () => {
  const png = await picture(60, 30).png().toBuffer();
  await writeFile(join(root, 'wide.png'), png);
  await writeFile(join(root, 'words.png'), 'no picture');
  const [gone, wide, words] = await preview(['gone.png', 'wide.png', 'words.png']);
  expect(gone).toEqual({ path: 'gone.png', reason: 'not there any more' });
  expect(words).toMatchObject({ path: 'words.png', reason: expect.stringContaining('not an image') as string });
  expect(wide).toMatchObject({
    path: 'wide.png',
    original: { width: 40, height: 20 },
    facts: { width: 60, height: 30 },
  });
  expect(wide && 'pixels' in wide && [...wide.pixels]).toEqual([...(await decodeImage(png, target))]);
});

const pixels = new Uint8Array(16 * 16 * 3);
const original = { width: 4, height: 2, pixels: new Uint8Array(24) };
test.each<[string, object]>([
  ['an image of another size', { pixels: new Uint8Array(5) }],
  ['a picture that is none', { original: null }],
  ['a picture without an end', { original: { ...original, width: 2 ** 31 } }],
  ['a larger picture than was asked for', { original: { width: 41, height: 1, pixels: new Uint8Array(123) } }],
  ['facts that are none', { facts: {} }],
])('a decoder that answers with %s is not believed', async (_what, change) => {
  const sound = { type: 'previewed', index: 0, pixels, facts: FACTS, original };
  const believed = await preview(['a'], fakeDecoders({ answer: () => sound }).launcher);
  expect(believed).toEqual([{ path: 'a', pixels, facts: FACTS, original }]);
  const [answer] = await preview(['a'], fakeDecoders({ answer: () => ({ ...sound, ...change }) }).launcher);
  expect(answer).toEqual({ path: 'a', reason: 'the decoder failed on it' });
});
