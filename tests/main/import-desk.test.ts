import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DecoderRequest } from '../../electron/data/decoder/messages.ts';
import { ImportDesk } from '../../electron/main/handlers/import-desk.ts';
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
  return { desk: new ImportDesk({ decoder, tell }), tell };
}

test('pictures that a look has named are previewed, with what becomes of their tones', async () => {
  const { desk } = sit();
  const look = await desk.look(folder);
  expect(look).toMatchObject({ kind: 'folder', whole: true, looked: 2, refused: 1, shown: ['dark.png', 'light.png'] });
  const options = { ...OPTIONS, tones: 'light-on-dark' } as const;
  const tiles = await desk.preview({ path: folder, files: ['light.png', 'dark.png'], options });
  expect(tiles).toMatchObject([
    { path: 'light.png', inverted: true, facts: LIGHT, image: { width: 8, height: 8, channels: 1 } },
    { path: 'dark.png', inverted: false, original: { width: 3, height: 4, channels: 3 } },
  ]);
  expect(tiles[0] && 'image' in tiles[0] && [...tiles[0].image.pixels]).toEqual(new Array(64).fill(7));
});

test.each([
  ['a file outside the folder', '../secret.png'],
  ['a file that is not there', 'gone.png'],
])('%s is not opened', async (_what, file) => {
  const { desk } = sit();
  await desk.look(folder);
  await expect(desk.preview({ path: folder, files: [file], options: OPTIONS })).rejects.toMatchObject({
    code: 'invalid-request',
  });
});

test('nothing is previewed of another folder than the one looked at, or after it was left', async () => {
  const { desk } = sit();
  const ask = (path: string): Promise<unknown> => desk.preview({ path, files: ['dark.png'], options: OPTIONS });
  await expect(ask(folder)).rejects.toMatchObject({ code: 'invalid-request' });
  await desk.look(folder);
  await expect(ask(home)).rejects.toMatchObject({ code: 'invalid-request' });
  desk.leave();
  await expect(ask(folder)).rejects.toMatchObject({ code: 'invalid-request' });
});

test('a newer question ends an older one, and so does leaving', async () => {
  const { desk } = sit();
  const cancelled = { code: 'cancelled' };
  stuck = true;
  const looks = [desk.look(folder), desk.look(folder)].map((look) => expect(look).rejects.toMatchObject(cancelled));
  await looks[0];
  desk.leave();
  await looks[1];
  stuck = false;
  await desk.look(folder);
  stuck = true;
  const ask = (): Promise<unknown> => desk.preview({ path: folder, files: ['dark.png'], options: OPTIONS });
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
  await desk.look(folder);
  now.mockRestore();
  expect(tell).toHaveBeenCalledWith('import.looked', {
    path: folder,
    look: expect.objectContaining({ kind: 'folder', whole: false, files: 303 }) as unknown,
  });
});

test('what is no whole path, or leads nowhere, is refused', async () => {
  const { desk } = sit();
  await expect(desk.look('shoes')).rejects.toMatchObject({ code: 'invalid-request' });
  await expect(desk.look(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
});
