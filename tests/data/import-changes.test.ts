import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { importOptionsSchema, type ImportOptions, type ImportProgress, type ImportReport } from '@shared/dataset.ts';
import type { Seen } from '@shared/import/look-of.ts';
import { folderChangedWords } from '@shared/import/words.ts';
import { readImportReport, type DecoderLauncher } from '../../electron/data/index.ts';
import { importOpened, lookAtOpened, openSource, type OpenedSource } from '../../electron/data/importing.ts';
import { buildDecoder } from './support/decoder.ts';
import { picture } from './support/pictures.ts';

const { signal } = new AbortController();
let built: Awaited<ReturnType<typeof buildDecoder>>;
let decoder: DecoderLauncher;
let home: string;
const at = (path: string): string => join(home, 'shoes', path);
const libraryDir = (): string => join(home, 'library');

async function put(path: string, seed: number): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), await picture(16, 16, 3, seed).png().toBuffer());
}
const open = (...paths: string[]): Promise<OpenedSource> =>
  openSource(
    paths.map((path) => at(path)),
    { libraryDir: async () => libraryDir(), decoder, signal },
  );
async function seenOf(opened: OpenedSource, pairs: ImportOptions['pairs'] = 'off'): Promise<Seen | undefined> {
  let seen: Seen | undefined;
  await lookAtOpened(opened, { decoder, signal, pairs, onSeen: (all) => void (seen = all) });
  return seen;
}
interface Extra {
  seen?: Seen | undefined;
  leaveOut?: string[];
  pairs?: ImportOptions['pairs'];
  onProgress?: (progress: ImportProgress) => void;
}
async function report(
  opened: OpenedSource,
  { seen, leaveOut = [], pairs = 'off', onProgress = () => undefined }: Extra = {},
): Promise<ImportReport['folder']> {
  const options = importOptionsSchema.parse({ name: 'Shoes', width: 16, height: 16, channels: 3, leaveOut, pairs });
  const { record } = await importOpened(opened, {
    ...{ libraryDir: libraryDir(), options, decoder, signal, seen, onProgress },
  });
  // As it is read again.
  return (await readImportReport(libraryDir(), record.id))?.folder;
}

beforeAll(async () => {
  built = await buildDecoder();
  decoder = built.launcher;
});
afterAll(() => built.remove());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-changes-'));
  for (const [seed, path] of ['a/1.png', 'a/2.png', 'a/3.png', 'a/4.png', 'b/1.png', 'b/2.png'].entries())
    await put(path, seed);
  await writeFile(at('b/words.txt'), 'no picture');
});
afterEach(() => rm(home, { recursive: true }));

test('a folder that rests is said nothing of', async () => {
  const opened = await open('');
  expect(await report(opened, { seen: await seenOf(opened), leaveOut: ['a/2.png'] })).toBeUndefined();
  expect(await report(await open('a', 'b', 'b/1.png'))).toBeUndefined();
});

test('what came, went and changed between the look and the import is told', async () => {
  const opened = await open('');
  const seen = await seenOf(opened);
  await rm(at('a/1.png'));
  await put('a/3.png', 33);
  await truncate(at('b/2.png'), 60);
  for (const path of ['a/5.png', 'c/1.png', 'c/2.png']) await put(path, 9);
  // Nobody asks what became of a picture that is not to be taken.
  await put('a/2.png', 22);
  expect(await report(opened, { seen, leaveOut: ['a/2.png'] })).toEqual({ came: 3, went: 1, changed: 2 });
});

test('a picture that goes after it was taken went, and without a look nothing is known to have changed', async () => {
  const opened = await open('');
  const onProgress = ({ done, total }: ImportProgress): void => {
    if (done < total) return;
    rmSync(at('a/1.png'), { force: true });
    writeFileSync(at('b/1.png'), 'another');
  };
  expect(await report(opened, { onProgress })).toEqual({ came: 0, went: 1, changed: 0 });
});

test('of several folders and pictures those that were chosen count, and one may be gone altogether', async () => {
  const opened = await open('a', 'b/1.png', 'b/2.png');
  await rm(at('b/1.png'));
  await put('b/3.png', 7);
  await put('a/5.png', 8);
  expect(await report(opened)).toEqual({ came: 1, went: 1, changed: 0 });
  const again = await open('a', 'b/2.png', 'b/3.png');
  await rm(at('a'), { recursive: true });
  expect(await report(again)).toEqual({ came: 0, went: 5, changed: 0 });
});

test('of pairs both files count, each once, and a look at other pairs tells of no change', async () => {
  const opened = await open('');
  const [seen, unpaired] = [await seenOf(opened, 'folders'), await seenOf(opened)];
  expect(await report(opened, { seen, pairs: 'folders' })).toBeUndefined();
  expect(await report(opened, { seen: unpaired, pairs: 'folders' })).toBeUndefined();
  expect(await report(opened, { seen, pairs: 'folders-swapped' })).toBeUndefined();
  await put('a/5.png', 5);
  await put('b/5.png', 15);
  const more = await open('');
  const before = await seenOf(more, 'folders');
  await rm(at('b/2.png'));
  await put('b/1.png', 33);
  await put('a/6.png', 6);
  await put('b/7.png', 7);
  await put('a/2.png', 22);
  await put('b/3.png', 3);
  expect(await report(more, { seen: before, pairs: 'folders' })).toEqual({ came: 3, went: 1, changed: 1 });
});

test('it is one sentence that says what to do', () => {
  const words = (came: number, went: number, changed: number): string => folderChangedWords({ came, went, changed });
  expect(words(1, 2000, 1)).toBe(
    'The folder is not what it was when it was looked at: 1 file came, 2,000 files went, 1 file changed. Import it again to have it as it is now.',
  );
  expect(words(0, 0, 2)).toContain('at: 2 files changed. Import');
});
