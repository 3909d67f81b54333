import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unpackArchive, type ArchiveKind } from '../../../electron/data/source/archive/archive.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../../../electron/data/source/archive/limits.ts';
import { ArchiveNames } from '../../../electron/data/source/archive/names.ts';
import { temporaryBeside } from '../../../electron/store/files/index.ts';
import { rawZip, type RawEntry, type RawZip } from '../../engine/host/run-file/raw-zip.ts';
import { makePlaces, type Places } from './support.ts';

let places: Places;
beforeEach(async () => {
  places = await makePlaces();
});
afterEach(() => places.remove());

const entry = (name: string | Buffer, extra: Partial<RawEntry> = {}): RawEntry => ({
  name,
  data: Buffer.from(`bytes of ${String(name)}`),
  ...extra,
});
/** Encryption puts twelve bytes before what it hides. */
const secret = (name: string): RawEntry => entry(name, { flags: 1, data: Buffer.alloc(20), size: 8 });
const tarFile = (name: string, body = Buffer.from(`bytes of ${name}`)): TarEntry => ({
  header: { name, type: 'file', size: body.length },
  body,
});
const tarOther = (name: string, type: 'symlink' | 'link' | 'directory' | 'fifo' | 'character-device'): TarEntry => ({
  header: { name, type, size: 0, ...(type.endsWith('link') && { linkname: '/etc/passwd' }) },
});
const DATA_DESCRIPTOR = 0x8;
const LINK_MODE = 0o120777;

async function zipOf(entries: readonly RawEntry[], zip?: RawZip): Promise<Awaited<ReturnType<Places['pictures']>>> {
  await places.put('a.zip', rawZip(entries, zip));
  return places.pictures('a.zip');
}

const unpackedTo = (): string => join(places.library, 'unpacked');
/** Unpacks with limits of the test's own. */
async function unpack(bytes: Uint8Array, kind: ArchiveKind, limits: Partial<ArchiveLimits>): Promise<string[]> {
  const path = await places.put('archive', bytes);
  const folder = unpackedTo();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await unpackArchive(path, kind, folder, {
    signal: new AbortController().signal,
    onShare: () => undefined,
    limits: { ...ARCHIVE_LIMITS, ...limits },
  });
  return readdir(folder);
}

describe('a zip', () => {
  test('is what its folder would be, until it is closed', async () => {
    const source = await zipOf([
      entry('cats/', { data: Buffer.alloc(0), mode: 0o040755 }),
      entry('dogs/b.png', { deflate: true }),
      entry('cats/a.png'),
      entry('__MACOSX/cats/._a.png'),
      entry('cats/.DS_Store'),
    ]);
    expect(source).toMatchObject({
      files: ['cats/a.png', 'dogs/b.png'],
      refused: [],
      labels: null,
      words: 'the archive "a.zip"',
    });
    expect(await readFile(join(source.root, 'dogs/b.png'), 'utf8')).toBe('bytes of dogs/b.png');
    expect(await places.leftovers()).toHaveLength(1);
    await source.close();
    expect(await places.leftovers()).toEqual([]);
  });

  test('is taken for one by its content', async () => {
    await places.put('pictures.png', rawZip([entry('a.png')]));
    const source = await places.pictures('pictures.png');
    expect(source.files).toEqual(['a.png']);
    await source.close();
  });

  test.each<[string, RawEntry, string]>([
    ['leads out', entry('../../escaped.png'), 'its name leads out of the archive'],
    ['leads out further in', entry('a/../../escaped.png'), 'its name leads out of the archive'],
    ['leads out by backslashes', entry('..\\..\\escaped.png'), 'its name leads out of the archive'],
    ['is absolute', entry('/tmp/escaped.png'), 'its name is an absolute path, which could lead anywhere'],
    ['is on a drive', entry('C:\\escaped.png'), 'its name is an absolute path, which could lead anywhere'],
    ['has a control sign in its name', entry('a\nb.png'), 'its name is not valid text'],
    ['is too deep', entry(`${'a/'.repeat(40)}b.png`), 'its path is too long'],
    ['has too long a name', entry(`${'a'.repeat(300)}.png`), 'its path is too long'],
    ['is a link', entry('link.png', { mode: LINK_MODE }), 'a link or a device in the archive'],
    ['is a device', entry('device.png', { mode: 0o020666 }), 'a link or a device in the archive'],
    ['is encrypted', secret('secret.png'), 'encrypted'],
    [
      'is packed otherwise',
      entry('lzma.png', { method: 14 }),
      'packed in a way that Forger does not read (method 14); pack it as a plain zip',
    ],
    [
      'is an archive',
      entry('more.zip', { data: rawZip([entry('b.png')]) }),
      'an archive inside the archive: unpack it, and import it by itself',
    ],
    [
      'is too large',
      entry('large.png', {
        size: 300 * 2 ** 20,
        packedSize: 2 ** 20,
        data: Buffer.alloc(2 ** 20),
        deflate: false,
        method: 8,
      }),
      'too large: a file of 300 MiB',
    ],
    ['has another CRC', entry('wrong.png', { crc: 1 }), 'damaged: the archive holds other bytes than it says'],
    ['cannot be inflated', entry('broken.png', { method: 8 }), 'damaged: the archive holds other bytes than it says'],
    [
      'inflates to more than it says',
      entry('more.png', { deflate: true, size: 3 }),
      'damaged: the archive holds other bytes than it says',
    ],
  ])('lists a file that %s, and takes the rest', async (_what, hostile, reason) => {
    const source = await zipOf([entry('a.png'), hostile, entry('z.png')]);
    expect(source.files).toEqual(['a.png', 'z.png']);
    expect(source.refused.map((one) => one.reason)).toEqual([reason]);
    expect(await readdir(source.root)).toEqual(['a.png', 'z.png']);
    await source.close();
    expect(await places.leftovers()).toEqual([]);
    expect(await readdir(join(places.folder, '..'))).toEqual(['chosen', 'library']);
  });

  test('takes one of two names that some systems take for one', async () => {
    const twice = 'its name is in the archive twice, capitals and accents aside';
    const source = await zipOf([
      entry('A.png'),
      entry('a.png'),
      entry('caf\u00e9.png'),
      entry('cafe\u0301.png'),
      entry('b'),
      entry('b/c.png'),
    ]);
    expect(source.files).toEqual(['A.png', 'b', 'caf\u00e9.png']);
    expect(source.refused).toEqual([
      { path: 'a.png', reason: twice },
      { path: 'cafe\u0301.png', reason: twice },
      { path: 'b/c.png', reason: 'a file and a folder in the archive have one name' },
    ]);
    await source.close();
  });

  test('may have names of any language, said to be UTF-8 or not, or of the code page of DOS', async () => {
    const source = await zipOf([
      entry('猫.png', { flags: 0x800 }),
      entry('кот.png'),
      entry(Buffer.from([0x81, ...Buffer.from('.png')])),
    ]);
    expect(source.files).toEqual(['ü.png', 'кот.png', '猫.png']);
    await source.close();
  });

  test('may say sizes after its data', async () => {
    const source = await zipOf([entry('a.png', { flags: DATA_DESCRIPTOR, deflate: true })]);
    expect(source.files).toEqual(['a.png']);
    await source.close();
  });

  test.each<[string, () => Uint8Array, string]>([
    [
      'whose files are all encrypted',
      () => rawZip([secret('a.png'), secret('b.png')]),
      'it is encrypted; unpack it with its password, and import the folder',
    ],
    ['that is strongly encrypted', () => rawZip([entry('a.png', { flags: 0x41 })]), 'it is encrypted'],
    ['of several parts', () => rawZip([entry('a.png')], { disk: 1 }), 'it is one part of several'],
    [
      'whose files share bytes',
      () => rawZip([entry('a.png'), entry('b.png', { offset: 0 })]),
      'files in it lie over one another',
    ],
    ['that is cut off', () => rawZip([entry('a.png'), entry('b.png')]).subarray(0, 90), 'it is cut off or damaged'],
    ['that claims more entries', () => rawZip([entry('a.png')], { count: 3 }), 'it is cut off or damaged'],
    [
      'that unpacks to more than anything',
      () => rawZip([entry('a.png', { deflate: true, size: 2 ** 32 - 2, data: Buffer.alloc(8) })]),
      'it would unpack to more than 200 times its size',
    ],
  ])('%s is refused in one sentence, and nothing is left', async (_what, bytes, sentence) => {
    await places.put('a.zip', bytes());
    await expect(places.pictures('a.zip')).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(`This archive cannot be imported: ${sentence}`) as string,
    });
    expect(await places.leftovers()).toEqual([]);
  });

  test('of 70,000 files is counted before anything is unpacked', async () => {
    const many = Array.from({ length: 70_000 }, (_, index) => entry(`${index}.png`, { data: Buffer.alloc(0) }));
    // Its end record cannot say so many, and says the rest: what lies in the directory counts.
    await expect(unpack(rawZip(many), 'zip', { entries: 50_000 })).rejects.toThrow('it holds more than 50,000 files');
    expect(await readdir(unpackedTo())).toEqual([]);
  });

  test('is held to the bytes it promises before anything is unpacked', async () => {
    const two = rawZip([entry('a.png', { data: Buffer.alloc(600) }), entry('b.png', { data: Buffer.alloc(600) })]);
    await expect(unpack(two, 'zip', { bytes: 1000 })).rejects.toThrow('it would unpack to more than');
    expect(await readdir(unpackedTo())).toEqual([]);
  });
});

describe.each<[ArchiveKind, (tar: Uint8Array) => Uint8Array]>([
  ['tar', (tar) => tar],
  ['tar.gz', gzipSync],
])('a %s', (kind, pack) => {
  const tarOf = async (...entries: TarEntry[]): Promise<Uint8Array> => pack(await packTar(entries));

  test('is what its folder would be; what is no file in it is listed', async () => {
    const long = `${'long '.repeat(30)}.png`;
    await places.put(
      'a.tgz',
      await tarOf(
        tarOther('cats/', 'directory'),
        tarFile('./cats/a.png'),
        tarFile(long),
        tarFile('../escaped.png'),
        tarFile('/absolute.png'),
        tarFile('back\\slash.png'),
        tarOther('link.png', 'symlink'),
        tarOther('hard.png', 'link'),
        tarOther('pipe.png', 'fifo'),
        tarOther('device.png', 'character-device'),
        tarFile('cats/A.PNG'),
        tarFile('z/b.png'),
      ),
    );
    const source = await places.pictures('a.tgz');
    expect(source.files).toEqual([long, 'cats/a.png', 'z/b.png']);
    expect(source.refused.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      '../escaped.png: its name leads out of the archive',
      '/absolute.png: its name is an absolute path, which could lead anywhere',
      'back\\slash.png: its name holds a backslash, which other systems take for a folder',
      'link.png: a link in the archive; links are not followed',
      'hard.png: a link in the archive; links are not followed',
      'pipe.png: not a file',
      'device.png: not a file',
      'cats/A.PNG: its name is in the archive twice, capitals and accents aside',
    ]);
    expect(await readFile(join(source.root, 'z/b.png'), 'utf8')).toBe('bytes of z/b.png');
    await source.close();
    expect(await places.leftovers()).toEqual([]);
  });

  test('that is cut off is refused wherever it ends, and nothing is left', async () => {
    const whole = await tarOf(tarFile('a.png', Buffer.alloc(900, 'a')), tarFile('b.png', Buffer.alloc(900, 'b')));
    const ends = kind === 'tar' ? [600, 1200, 1700, 2300] : [whole.length - 1, whole.length >> 1];
    for (const end of ends) {
      await places.put('a.tar', whole.subarray(0, end));
      await expect(unpack(whole.subarray(0, end), kind, {})).rejects.toThrow('it is cut off or damaged');
    }
  });

  test('is counted while it inflates', async () => {
    const large = await tarOf(...Array.from({ length: 20 }, (_, index) => tarFile(`${index}.png`, Buffer.alloc(5000))));
    await expect(unpack(large, kind, { entries: 19 })).rejects.toThrow('it holds more than 19 files');
    await expect(unpack(large, kind, { bytes: 50_000 })).rejects.toThrow('it would unpack to more than');
    if (kind === 'tar.gz')
      await expect(unpack(large, kind, { ratio: 10, ratioFrom: 1000 })).rejects.toThrow('10 times its size');
  });
});

test('nothing is left of an archive that is cancelled while it is unpacked', async () => {
  await places.put('a.zip', rawZip([entry('a.png'), entry('b.png')]));
  await expect(places.open([join(places.folder, 'a.zip')], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await places.leftovers()).toEqual([]);
});

test.each(['tar', 'tar.gz'] as const)(
  'a %s is cancelled between any two of its pieces, and nothing is left',
  async (kind) => {
    const files = Array.from({ length: 400 }, (_, at) => ({
      header: { name: `${at}.png`, size: 20_000 },
      body: randomBytes(20_000),
    }));
    const whole = Buffer.from(await packTar(files));
    const path = await places.put(`a.${kind}`, kind === 'tar' ? whole : gzipSync(whole, { level: 1 }));
    for (const pieces of [1, 2, 4]) {
      const controller = new AbortController();
      let met = 0;
      const onOpening = (): void => void ((met += 1) === pieces && controller.abort());
      await expect(places.open([path], { signal: controller.signal, onOpening })).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(await places.leftovers()).toEqual([]);
    }
  },
);

test('what a process that died had unpacked is gone with the next source', async () => {
  const own = temporaryBeside(join(places.library, 'datasets', 'unpacked'));
  // A number that no process has: they end at 4,194,304.
  const left = own.replace(`-${process.pid}-`, '-4999999-');
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'a.png'), 'x');
  await places.put('a.zip', rawZip([entry('a.png')]));
  const source = await places.pictures('a.zip');
  expect(await places.leftovers()).toEqual([basename(source.root)]);
  await source.close();
});

test('names that Windows takes for something else are refused there', () => {
  const names = new ArchiveNames(true);
  for (const name of ['a/con.png', 'nul', 'ab:c.png', 'what?.png', 'ends.', 'a /b.png'])
    expect(names.place(name)).toEqual({ reason: 'its name is not possible on this system' });
  expect(names.place('console.png')).toEqual(['console.png']);
});

test.each([
  ['7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1')],
  ['rar', Buffer.from('Rar!\x1a\x07')],
  ['xz', Buffer.from('\xfd7zXZ\0', 'latin1')],
])('a %s is named, with what to do', async (ending, bytes) => {
  await places.put(`a.${ending}`, bytes);
  await expect(places.pictures(`a.${ending}`)).rejects.toThrow(
    `A .${ending} file cannot be unpacked here: unpack it and import the folder, or pack it as zip or tar.gz.`,
  );
});
