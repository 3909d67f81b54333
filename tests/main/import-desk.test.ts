import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Chosen } from '@shared/import/chosen.ts';
import { previewOptionsSchema } from '@shared/import/preview.ts';
import type { DecoderRequest } from '../../electron/data/decoder/messages.ts';
import { ImportDesk } from '../../electron/main/handlers/import-desk.ts';
import { rawZip } from '../engine/host/run-file/raw-zip.ts';
import { FACTS, fakeDecoders, flat } from '../data/support/fake-decoder.ts';

const OPTIONS = { width: 8, height: 8, channels: 1 } as const;
const LIGHT = { ...FACTS, border: { brightness: 250, contrast: 1 } };
let home: string;
let folder: string;
/** Never answered while true. */
let stuck: boolean;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-desk-'));
  folder = join(home, 'shoes');
  await mkdir(folder);
  for (const name of ['dark.png', 'light.png', 'words.txt']) await writeFile(join(folder, name), name);
  await writeFile(join(home, 'secret.png'), 'not of this folder');
  stuck = false;
});
afterEach(() => rm(home, { recursive: true }));

function answer(request: DecoderRequest): unknown {
  if (stuck) return null;
  const { index, path } = request;
  const facts = path.endsWith('light.png') ? LIGHT : FACTS;
  if (path.endsWith('words.txt')) return { type: 'refused', index, reason: 'a text file' };
  if (request.type === 'look') return { type: 'looked', index, facts };
  if (request.type === 'decode') return flat(request);
  const original = { width: 3, height: 4, pixels: new Uint8Array(36) };
  return { type: 'previewed', index, pixels: new Uint8Array(64).fill(7), facts, original };
}

function sit(): { desk: ImportDesk; tell: ReturnType<typeof vi.fn> } {
  const tell = vi.fn();
  const decoder = fakeDecoders({ answer: (request) => answer(request as DecoderRequest) }).launcher;
  // As the app is: its methods are its own.
  const around = {
    ...{ decoder, tell, library: { dir: join(home, 'library') } },
    workspace() {
      return { library: this.library };
    },
  };
  return { desk: new ImportDesk(around), tell };
}
const chosen = (...below: string[]): Chosen => ({ paths: [join(folder, ...below)] });
/** What was unpacked, and is still there. */
const unpacked = (): Promise<string[]> => readdir(join(home, 'library', 'datasets')).catch(() => []);
const PICTURES = [{ name: 'cats/dark.png' }, { name: 'dogs/light.png' }].map((entry) => ({
  ...entry,
  data: Buffer.from(entry.name),
}));

test('pictures that a look has named are previewed, with what becomes of their tones', async () => {
  const { desk } = sit();
  const look = await desk.look(chosen());
  expect(look).toMatchObject({ kind: 'folder', whole: true, looked: 2, refused: 1, shown: ['dark.png', 'light.png'] });
  const options = { ...OPTIONS, tones: 'light-on-dark' } as const;
  const tiles = await desk.preview({ chosen: chosen(), files: ['light.png', 'dark.png'], options });
  expect(tiles).toMatchObject([
    { path: 'light.png', inverted: true, facts: LIGHT, image: { width: 8, height: 8, channels: 1 } },
    { path: 'dark.png', inverted: false, original: { width: 3, height: 4, channels: 3 } },
  ]);
  expect(tiles[0] && 'image' in tiles[0] && [...tiles[0].image.pixels]).toEqual(new Array(64).fill(7));
});

test('all pictures of a finding are listed once the look has ended, and previewed from then on', async () => {
  const { desk } = sit();
  await expect(desk.found(chosen(), 'copies')).rejects.toMatchObject({ code: 'invalid-request' });
  await desk.look(chosen());
  // All answers have the same digest.
  expect(await desk.found(chosen(), 'copies')).toEqual({ total: 2, paths: ['dark.png', 'light.png'] });
  expect(await desk.found(chosen(), 'moving')).toEqual({ total: 0, paths: [] });
  await expect(desk.found(chosen('..'), 'copies')).rejects.toMatchObject({ code: 'invalid-request' });
  expect(await desk.preview({ chosen: chosen(), files: ['dark.png'], options: OPTIONS })).toHaveLength(1);
  desk.leave();
  await expect(desk.found(chosen(), 'copies')).rejects.toMatchObject({ code: 'invalid-request' });
});

test('pictures are made into the images of a batch, and only such as a look has named', async () => {
  const { desk } = sit();
  await desk.look(chosen());
  const { signal } = new AbortController();
  const options = previewOptionsSchema.parse(OPTIONS);
  const made = await desk.imagesOf(chosen(), ['light.png', 'dark.png'], options, signal);
  expect(made).toEqual({ image: OPTIONS, pixels: new Uint8Array(128).fill(7) });
  await expect(desk.imagesOf(chosen(), ['../secret.png'], options, signal)).rejects.toMatchObject({
    code: 'invalid-request',
  });
});

test.each([
  ['a file outside the folder', '../secret.png'],
  ['a file that is not there', 'gone.png'],
])('%s is not opened', async (_what, file) => {
  const { desk } = sit();
  await desk.look(chosen());
  await expect(desk.preview({ chosen: chosen(), files: [file], options: OPTIONS })).rejects.toMatchObject({
    code: 'invalid-request',
  });
});

test('nothing is previewed of another folder than the one looked at, or after it was left', async () => {
  const { desk } = sit();
  const ask = (what: Chosen): Promise<unknown> => desk.preview({ chosen: what, files: ['dark.png'], options: OPTIONS });
  await expect(ask(chosen())).rejects.toMatchObject({ code: 'invalid-request' });
  await desk.look(chosen());
  await expect(ask(chosen('..'))).rejects.toMatchObject({ code: 'invalid-request' });
  desk.leave();
  await expect(ask(chosen())).rejects.toMatchObject({ code: 'invalid-request' });
});

test('pictures in pairs are looked at, previewed and handed over as such', async () => {
  const { desk } = sit();
  const both = { width: 2 * OPTIONS.width, height: OPTIONS.height, channels: OPTIONS.channels };
  for (const side of ['A', 'B']) {
    await mkdir(join(folder, side));
    await writeFile(join(folder, side, 'light.png'), side);
  }
  await writeFile(join(folder, 'A', 'alone.png'), 'no partner');
  for (const name of ['dark.png', 'light.png', 'words.txt']) await rm(join(folder, name));
  const paired: Chosen = { ...chosen(), pairs: 'folders' };
  const files = ['A/light.png'];

  const single = await desk.look(chosen());
  expect(single).toMatchObject({ looked: 3 });
  await expect(desk.preview({ chosen: paired, files, options: OPTIONS })).rejects.toMatchObject({
    code: 'invalid-request',
  });
  // Of a look without pairs nothing is said of an import with them.
  const early = await (await desk.take(paired))(new AbortController().signal);
  expect(early.seen).toBeUndefined();
  await early.release();

  const look = await desk.look(paired);
  expect(look).toMatchObject({ pairs: true, looked: 1, shown: files });
  expect(look.kind === 'folder' && look.refusals).toEqual([{ path: 'A/alone.png', reason: 'has no partner in "B"' }]);
  const [tile] = await desk.preview({ chosen: paired, files, options: OPTIONS });
  expect(tile).toMatchObject({ path: 'A/light.png', image: both, original: { width: 6, height: 4 } });
  expect(tile && 'image' in tile && tile.image.pixels).toHaveLength(128);
  // A window is set over the target alone.
  const [large] = await desk.preview({ chosen: paired, files, options: OPTIONS, originals: 'stage' });
  expect(large).toMatchObject({ image: both, original: { width: 3, height: 4 } });
  const options = previewOptionsSchema.parse(OPTIONS);
  const made = await desk.imagesOf(paired, files, options, new AbortController().signal);
  expect(made).toMatchObject({ image: both });
  expect(await desk.preview({ chosen: paired, files: ['A/alone.png'], options: OPTIONS })).toEqual([
    { path: 'A/alone.png', reason: 'has no partner' },
  ]);
  const taken = await (await desk.take(paired))(new AbortController().signal);
  expect(taken.seen?.pairs?.alone).toHaveLength(1);
  await taken.release();
});

test('an archive is unpacked once, however its pictures are taken in pairs', async () => {
  const { desk } = sit();
  await writeFile(
    join(folder, 'pairs.zip'),
    rawZip(['A/1.png', 'B/1.png'].map((name) => ({ name, data: Buffer.from(name) }))),
  );
  await desk.look(chosen('pairs.zip'));
  const [first] = await unpacked();
  expect(await desk.look({ ...chosen('pairs.zip'), pairs: 'folders' })).toMatchObject({ looked: 1, pairs: true });
  expect(await unpacked()).toEqual([first]);
  // Looked at once more as it was, it is opened once more.
  await desk.look({ ...chosen('pairs.zip'), pairs: 'folders' });
  await vi.waitFor(async () => expect(await unpacked()).toHaveLength(1));
  expect(await unpacked()).not.toEqual([first]);
  await desk.close();
  expect(await unpacked()).toEqual([]);
});

test('a newer question ends an older one, and so does leaving', async () => {
  const { desk } = sit();
  const cancelled = { code: 'cancelled' };
  stuck = true;
  const looks = [desk.look(chosen()), desk.look(chosen())].map((look) => expect(look).rejects.toMatchObject(cancelled));
  await looks[0];
  desk.leave();
  await looks[1];
  stuck = false;
  await desk.look(chosen());
  stuck = true;
  const ask = (): Promise<unknown> => desk.preview({ chosen: chosen(), files: ['dark.png'], options: OPTIONS });
  const previews = [ask(), ask()].map((preview) => expect(preview).rejects.toMatchObject(cancelled));
  await previews[0];
  desk.leave();
  await previews[1];
});

test('what is known of many pictures is told before all of them were opened', async () => {
  for (let index = 0; index < 300; index += 1) await writeFile(join(folder, `${index}.png`), '');
  const { desk, tell } = sit();
  const now = vi.spyOn(performance, 'now');
  let time = 0;
  // A second for each time that somebody asks.
  now.mockImplementation(() => (time += 1000));
  await desk.look(chosen());
  now.mockRestore();
  expect(tell).toHaveBeenCalledWith('import.looked', {
    chosen: chosen(),
    look: expect.objectContaining({ kind: 'folder', whole: false, files: 303 }) as unknown,
  });
});

test('what is no whole path, or leads nowhere, is refused', async () => {
  const { desk } = sit();
  await expect(desk.look({ paths: ['shoes'] })).rejects.toMatchObject({ code: 'invalid-request' });
  await expect(desk.look(chosen('../nowhere'))).rejects.toMatchObject({ code: 'not-found' });
});

test('an archive stays open from the look to the previews, and is gone when it is left', async () => {
  await writeFile(join(home, 'a.zip'), rawZip(PICTURES));
  const { desk, tell } = sit();
  const archive = chosen('../a.zip');
  expect(await desk.look(archive)).toMatchObject({
    kind: 'folder',
    looked: 2,
    labels: 2,
    shown: PICTURES.map(({ name }) => name),
  });
  expect(tell).toHaveBeenCalledWith('import.opening', { chosen: archive, opening: { what: 'archive', share: 1 } });
  expect(await desk.preview({ chosen: archive, files: ['dogs/light.png'], options: OPTIONS })).toMatchObject([
    { path: 'dogs/light.png', image: { width: 8 } },
  ]);
  expect(await unpacked()).toHaveLength(1);
  desk.leave();
  await vi.waitFor(async () => expect(await unpacked()).toEqual([]));
});

test('an import keeps what was looked at open until its own end', async () => {
  await writeFile(join(home, 'a.zip'), rawZip(PICTURES));
  const { desk } = sit();
  await desk.look(chosen('../a.zip'));
  const open = await desk.take(chosen('../a.zip'));
  desk.leave();
  const held = await open(new AbortController().signal);
  expect(held.opened).toMatchObject({ kind: 'pictures', source: { files: PICTURES.map(({ name }) => name) } });
  expect(await unpacked()).toHaveLength(1);
  await held.release();
  expect(await unpacked()).toEqual([]);
});

test('nothing is left when the app goes, whatever is open or on its way', async () => {
  await writeFile(join(home, 'a.zip'), rawZip(PICTURES));
  const { desk } = sit();
  await desk.look(chosen('../a.zip'));
  await desk.take(chosen('../a.zip'));
  const controller = new AbortController();
  const other = (await desk.take({ ...chosen('../a.zip'), every: 2 }))(controller.signal);
  const cut = expect(other).rejects.toMatchObject({ code: 'cancelled' });
  controller.abort();
  await desk.close();
  expect(await unpacked()).toEqual([]);
  await cut;
});

test('an archive that is refused leaves nothing, and is told in a sentence', async () => {
  await writeFile(join(home, 'a.zip'), rawZip(PICTURES).subarray(0, 60));
  await expect(sit().desk.look(chosen('../a.zip'))).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringMatching(/^This archive cannot be imported: it is cut off or damaged[^.]*\.$/) as string,
  });
  expect(await unpacked()).toEqual([]);
});

test('a link inside the folder is previewed as the file that it leads to', async () => {
  await symlink('light.png', join(folder, 'linked.png'));
  const { desk } = sit();
  await desk.look(chosen());
  const [tile] = await desk.preview({ chosen: chosen(), files: ['linked.png'], options: OPTIONS });
  expect(tile).toMatchObject({ path: 'linked.png', facts: LIGHT });
});
