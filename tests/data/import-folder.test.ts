import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importOptionsSchema } from '../../electron/shared/dataset.ts';
import type { DatasetRecord, ImportOptions, ImportProgress, ImportReport } from '../../electron/shared/dataset.ts';
import {
  datasetThumbnail,
  importFolder,
  listDatasets,
  openDataset,
  readImportReport,
  type DecoderLauncher,
} from '../../electron/data/index.ts';
import { buildDecoder } from './support/decoder.ts';
import { fakeDecoders, flat } from './support/fake-decoder.ts';
import { gradient, picture } from './support/pictures.ts';

const OPTIONS = importOptionsSchema.parse({ name: 'Pictures', width: 16, height: 16, channels: 3 });

let decoder: Awaited<ReturnType<typeof buildDecoder>>;
let folder: string;
let library: string;
beforeAll(async () => {
  decoder = await buildDecoder();
});
afterAll(() => decoder.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-import-'));
  library = await mkdtemp(join(tmpdir(), 'forger-library-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(library, { recursive: true });
});

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}
const png = (seed: number): Promise<Buffer> => picture(16, 16, 3, seed).png().toBuffer();

interface Extra {
  options?: Partial<ImportOptions>;
  launcher?: DecoderLauncher;
  signal?: AbortSignal;
  onProgress?: (progress: ImportProgress) => void;
}
const run = (extra: Extra = {}): Promise<{ record: DatasetRecord; report: ImportReport }> =>
  importFolder({
    libraryDir: library,
    folder,
    options: { ...OPTIONS, ...extra.options },
    decoder: extra.launcher ?? decoder.launcher,
    signal: extra.signal ?? new AbortController().signal,
    onProgress: extra.onProgress ?? (() => undefined),
  });
const tile = (pixels: Uint8Array, index: number): number[] => [...pixels.subarray(index * 768, (index + 1) * 768)];

describe('a folder of 200 images, five of them broken', () => {
  test('becomes a data set that opens, with a report', async () => {
    const good = new Map<string, number>();
    for (let index = 0; index < 200; index += 1) {
      const label = ['boots', 'hats', 'bags'][index % 3] ?? '';
      const path = `${label}/${String(index).padStart(3, '0')}`;
      const image = picture(16, 16, 3, index);
      if (index % 40 === 7) await put(`${path}.jpg`, (await image.jpeg().toBuffer()).subarray(0, 300));
      else if (index % 2 === 0) await put(`${path}.png`, await image.png().toBuffer());
      else await put(`${path}.jpg`, await image.jpeg({ quality: 90 }).toBuffer());
      if (index % 40 !== 7) good.set(path, index);
    }
    const seen: ImportProgress[] = [];
    const { record, report } = await run({ onProgress: (progress) => seen.push(progress) });
    expect(record).toMatchObject({
      name: 'Pictures',
      count: 195,
      labels: ['bags', 'boots', 'hats'],
      licence: null,
      image: { height: 16, width: 16, channels: 3 },
    });
    expect(record.source).not.toContain(folder);
    expect(report.imported).toBe(195);
    expect(report.refused.map(({ path }) => path)).toEqual([
      'bags/047.jpg',
      'bags/167.jpg',
      'boots/087.jpg',
      'hats/007.jpg',
      'hats/127.jpg',
    ]);
    expect(new Set(report.refused.map(({ reason }) => reason))).toEqual(
      new Set(['cut off: the end of the file is missing']),
    );
    expect(report.labels.reduce((sum, { count }) => sum + count, 0)).toBe(195);
    expect(seen.at(0)).toEqual({ done: 0, total: 200, refused: 0 });
    expect(seen.at(-1)).toEqual({ done: 200, total: 200, refused: 5 });

    const { pixels, labels } = await openDataset(library, '', record.id);
    const order = [...good.keys()].sort();
    order.forEach((path, place) => {
      expect(record.labels?.[labels?.[place] ?? -1]).toBe(dirname(path));
      const index = good.get(path) ?? -1;
      if (index % 2 === 0) expect(tile(pixels, place), path).toEqual([...gradient(16, 16, 3, index)]);
    });
    expect(await readImportReport(library, record.id)).toEqual(report);
    const [, , listed] = await listDatasets(library, join(import.meta.dirname, '../../resources/datasets'));
    expect(listed).toMatchObject({ state: 'ready', bundled: false, refused: 5, record });
    expect((await datasetThumbnail(library, '', record.id)).subarray(1, 4)).toEqual(Buffer.from('PNG').subarray(0, 3));
  });

  test('gives the same data set each time', async () => {
    for (let index = 0; index < 40; index += 1) await put(`${index % 3}/${index}`, await png(index));
    const [first, second] = [await run(), await run()];
    expect(second.record.hash).toBe(first.record.hash);
    expect(second.record.id).not.toBe(first.record.id);
  });
});

describe('what is not an image of the folder', () => {
  test('is skipped when it is hidden, and otherwise refused with a reason', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'forger-outside-'));
    try {
      await writeFile(join(outside, 'secret.png'), await png(9));
      await put('a.png', await png(1));
      await put('b.txt', await png(2));
      await put('c.png', 'not a picture at all');
      await put('d.png', '');
      await put('.hidden.png', await png(3));
      await put('.git/e.png', await png(4));
      await put('..\\..\\evil.png', 'nor this');
      await put('Thumbs.db', 'x');
      await put('huge.png', '');
      await truncate(join(folder, 'huge.png'), 300 * 2 ** 20);
      await symlink(join(outside, 'secret.png'), join(folder, 'link.png'));
      await symlink(outside, join(folder, 'linked'));
      await symlink('.', join(folder, 'round'));
      execFileSync('mkfifo', [join(folder, 'pipe.png')]);
      const { record, report } = await run();
      expect(record.count).toBe(2);
      expect(record.labels).toBeNull();
      expect(report.refused).toEqual([
        { path: '..\\..\\evil.png', reason: 'not an image that Forger reads (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF)' },
        { path: 'c.png', reason: 'not an image that Forger reads (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF)' },
        { path: 'd.png', reason: 'an empty file' },
        { path: 'huge.png', reason: 'too large: a file of 300 MiB' },
        { path: 'link.png', reason: 'a link; links out of the folder are not followed' },
        {
          path: 'linked',
          reason: 'a link to a folder of 1 file; links out of the folder are not followed: put the folder itself here',
        },
        { path: 'pipe.png', reason: 'not a file' },
        {
          path: 'round',
          reason: 'a link to a folder around it, which would never end',
        },
      ]);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  test.skipIf(process.getuid?.() === 0)('that may not be read is refused', async () => {
    for (const seed of [1, 2, 3]) await put(`${seed}.png`, await png(seed));
    await chmod(join(folder, '3.png'), 0);
    expect((await run()).report.refused).toEqual([{ path: '3.png', reason: 'may not be read' }]);
  });
});

describe('names', () => {
  test('of files and folders may be anything, and lead nowhere', async () => {
    const hostile = [
      '..hidden',
      'CON',
      'C:',
      '\\\\server\\share',
      'a\\..\\..\\b',
      '%2e%2e',
      'dot.',
      'x'.repeat(200),
      'cafe\u0301',
      '\u202egnp.exe',
      "'; rm -rf",
      '$(id)',
      '<img src=x>',
      'new\nline',
      '-rf',
      '日本語',
    ];
    for (const [seed, name] of hostile.entries()) await put(`${name}/${name}`, await png(seed));
    library = join(library, 'deep', 'down');
    const top = dirname(dirname(library));
    await mkdir(library, { recursive: true });
    const { record, report } = await run({ options: { name: '../../../etc/passwd' } });
    expect(record.count).toBe(hostile.length);
    expect(record.name).toBe('../../../etc/passwd');
    expect(record.id).toMatch(/^images-[0-9a-f]{8}$/);
    expect(report.labels).toHaveLength(hostile.length);
    expect(new Set(record.labels)).toEqual(new Set(hostile.map((name) => name.normalize('NFC'))));
    expect(await readdir(join(library, 'datasets'))).toEqual([record.id]);
    expect(await readdir(library)).toEqual(['datasets']);
    expect([await readdir(dirname(library)), await readdir(top)]).toEqual([['down'], ['deep']]);
    library = top;
  });

  test('that are not valid text are refused, of files and of folders', async () => {
    for (const seed of [1, 2]) await put(`${seed}.png`, await png(seed));
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), await png(3));
    const below = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9, 0x41])]);
    await mkdir(below);
    await writeFile(Buffer.concat([below, Buffer.from('/4.png')]), await png(4));
    const reason = 'its name is not valid text';
    expect((await run()).report.refused).toMatchObject([{ reason }, { reason }]);
  });
});

describe('an import that fails', () => {
  const nothingIsLeft = async (): Promise<void> => {
    const left = await readdir(join(library, 'datasets')).catch(() => []);
    expect(left).toEqual([]);
  };

  test('for want of two images leaves nothing, and says why', async () => {
    await put('one.png', await png(1));
    await put('two.txt', 'text');
    await expect(run()).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('two.txt: not an image') as string,
    });
    await nothingIsLeft();
  });

  test('because the folder is empty, gone or a file', async () => {
    await expect(run()).rejects.toMatchObject({ code: 'invalid-request' });
    await put('file', 'x');
    const elsewhere = (path: string): Promise<unknown> =>
      importFolder({
        libraryDir: library,
        folder: join(folder, path),
        options: OPTIONS,
        decoder: decoder.launcher,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    await expect(elsewhere('file')).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(elsewhere('gone')).rejects.toMatchObject({ code: 'not-found' });
    await nothingIsLeft();
  });

  test('because it was cancelled, at any moment, leaves nothing and no process', async () => {
    for (let index = 0; index < 60; index += 1) await put(`${index}`, 'x');
    for (const moment of [0, 1, 20, 59]) {
      const controller = new AbortController();
      let answered = 0;
      const decoders = fakeDecoders({
        answer: (request) => {
          if (answered++ === moment) controller.abort();
          return flat(request);
        },
      });
      await expect(run({ launcher: decoders.launcher, signal: controller.signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(decoders.running).toBe(0);
      await nothingIsLeft();
    }
    await expect(run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('because its decoder cannot be started', async () => {
    await put('a.png', await png(1));
    const { launcher } = fakeDecoders({ answer: () => null, starts: false });
    await expect(run({ launcher })).rejects.toMatchObject({ code: 'internal' });
    await nothingIsLeft();
  });
});

describe('a decoder that dies', () => {
  test('costs the image it died on, nothing else', async () => {
    for (let index = 0; index < 30; index += 1) await put(String(index).padStart(2, '0'), await png(index));
    const real = decoder.launcher;
    let launched = 0;
    // A real process, killed for real when it is about to read the deadly file.
    const deadly: DecoderLauncher = () => {
      launched += 1;
      const child = real();
      return {
        ...child,
        postMessage: (message) => {
          if ((message as { path: string }).path.endsWith('13')) child.kill();
          child.postMessage(message);
        },
      };
    };
    const { record, report } = await run({ launcher: deadly });
    expect(record.count).toBe(29);
    expect(report.refused).toEqual([{ path: '13', reason: 'the decoder failed on it' }]);
    expect(launched).toBeGreaterThan(1);
    const { pixels } = await openDataset(library, '', record.id);
    expect(tile(pixels, 13)).toEqual([...gradient(16, 16, 3, 14)]);
  });
});

test('the same files make the data set that earlier versions made of them, bit for bit', async () => {
  const kept = join(import.meta.dirname, 'kept-pictures.json');
  const { hash, files } = JSON.parse(await readFile(kept, 'utf8')) as { hash: string; files: Record<string, string> };
  for (const [name, content] of Object.entries(files)) await put(name, Buffer.from(content, 'base64'));
  const { record, report } = await run();
  expect(record).toMatchObject({ hash, count: Object.keys(files).length - 1 });
  expect(report.refused).toEqual([{ path: 'cut.jpg', reason: 'cut off: the end of the file is missing' }]);
});
