import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { packTar, type TarEntry } from 'modern-tar';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportProgress } from '../../electron/shared/dataset.ts';
import { openDataset } from '../../electron/data/index.ts';
import { downloadNotMnist, NOT_MNIST, type LabelledArchive } from '../../electron/data/download/not-mnist.ts';
import { tarFiles, type TarLimits } from '../../electron/data/download/tar.ts';
import { buildDecoder } from './support/decoder.ts';
import { gradient } from './support/pictures.ts';

const png = (seed: number): Uint8Array =>
  encode({ width: 28, height: 28, channels: 1, data: gradient(28, 28, 1, seed) });
const file = (name: string, body: Uint8Array): TarEntry => ({
  header: { name, type: 'file', size: body.length },
  body,
});
const folder = (name: string): TarEntry => ({ header: { name, type: 'directory', size: 0 } });
const link = (name: string, linkname: string): TarEntry => ({ header: { name, type: 'symlink', size: 0, linkname } });

const IMAGES: readonly TarEntry[] = [
  folder('notMNIST_small/'),
  folder('notMNIST_small/B/'),
  file('notMNIST_small/B/Ym9sZA==.png', png(3)),
  file('notMNIST_small/A/b.png', png(2)),
  file('notMNIST_small/A/a.png', png(1)),
  // Differ by capitals alone.
  file('notMNIST_small/A/A.png', png(4)),
  file('notMNIST_small/A/broken.png', new Uint8Array()),
];
const STRAY: readonly TarEntry[] = [
  file('notMNIST_small/README', Buffer.from('hello')),
  file('../../escaped.png', png(5)),
  file('notMNIST_small/A/../../../escaped.png', png(5)),
  link('notMNIST_small/A/link.png', '/etc/passwd'),
];

let decoder: Awaited<ReturnType<typeof buildDecoder>>;
let home: string;
let library: string;
let server: Server | null;
beforeAll(async () => {
  decoder = await buildDecoder();
});
afterAll(() => decoder.remove());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-notmnist-'));
  library = join(home, 'library');
  server = null;
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  await rm(home, { recursive: true });
});

const archiveOf = async (...entries: readonly TarEntry[]): Promise<Buffer> => gzipSync(await packTar(entries));

async function serve(archive: Buffer): Promise<LabelledArchive> {
  server = createServer((_request, response) => void response.end(archive));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return {
    mirrors: [`http://127.0.0.1:${(server.address() as AddressInfo).port}/small.tar.gz`],
    archive: {
      name: 'small.tar.gz',
      bytes: archive.length,
      md5: createHash('md5').update(archive).digest('hex'),
    },
    counts: { A: 3, B: 1 },
    broken: ['A/broken.png'],
  };
}

const run = (known: LabelledArchive, onProgress: (progress: ImportProgress) => void = () => undefined) =>
  downloadNotMnist(
    { libraryDir: library, decoder: decoder.launcher, signal: new AbortController().signal, onProgress },
    known,
  );

describe('notMNIST', () => {
  test('is fetched, checked and put into the library; broken files are listed, stray ones passed over', async () => {
    const seen: ImportProgress[] = [];
    const { record, report } = await run(await serve(await archiveOf(...IMAGES, ...STRAY)), (next) => seen.push(next));
    expect(record).toMatchObject({
      id: 'notmnist',
      name: NOT_MNIST.name,
      source: NOT_MNIST.source,
      licence: 'none stated by its author',
      count: 4,
      labels: ['A', 'B'],
      image: { height: 28, width: 28, channels: 1 },
    });
    expect(report.refused).toEqual([{ path: 'A/broken.png', reason: 'an empty file' }]);
    // In the order of the names, whatever the archive's.
    const { pixels } = await openDataset(library, '', 'notmnist');
    expect([...pixels]).toEqual([4, 1, 2, 3].flatMap((seed) => [...gradient(28, 28, 1, seed)]));
    expect(seen.at(-1)).toEqual({ done: 4, total: 4, refused: 1 });
    expect(await readdir(join(library, 'datasets'))).toEqual(['notmnist']);
    expect(await readdir(home)).toEqual(['library']);
    await expect(run(await serve(Buffer.from('x')))).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('is refused where another file comes, and where it holds other images', async () => {
    const known = await serve(await archiveOf(...IMAGES));
    const other = { ...known, archive: { ...known.archive, md5: '0'.repeat(32) } };
    await expect(run(other)).rejects.toMatchObject({ code: 'offline' });
    for (const wrong of [{ counts: { A: 3, B: 2 } }, { counts: { A: 3 } }, { broken: [] }, { broken: ['B/x.png'] }])
      await expect(run({ ...known, ...wrong })).rejects.toMatchObject({ code: 'damaged' });
    expect(await readdir(join(library, 'datasets'))).toEqual(['.download-notmnist']);
    expect((await run(known)).record.count).toBe(4);
  });

  test('is offered with its size', () => {
    expect(NOT_MNIST).toMatchObject({ id: 'notmnist', how: 'download', bytes: 8_458_043 });
  });
});

describe('an archive', () => {
  const limits: TarLimits = { bytes: 1 << 20, fileBytes: 4096, files: 10 };
  const names = async (archive: Uint8Array, limit: Partial<TarLimits> = {}): Promise<string[]> => {
    const path = join(home, 'archive.tar.gz');
    await writeFile(path, archive);
    const found: string[] = [];
    for await (const { name } of tarFiles(path, (name) => name.endsWith('.png'), { ...limits, ...limit }))
      found.push(name);
    return found;
  };

  test('gives its regular files that are wanted, links and the rest passed over', async () => {
    expect(await names(await archiveOf(...IMAGES, ...STRAY.filter(({ header }) => header.type !== 'file')))).toEqual(
      IMAGES.filter(({ header }) => header.type === 'file').map(({ header }) => header.name),
    );
  });

  test.each([
    ['that inflates to more than allowed', gzipSync(Buffer.alloc(2 << 20)), {}],
    ['with a larger file', null, { fileBytes: 10 }],
    ['with more files', null, { files: 2 }],
  ])('%s is refused', async (_what, archive, limit) => {
    await expect(names(archive ?? (await archiveOf(...IMAGES)), limit)).rejects.toMatchObject({ code: 'damaged' });
  });

  test('that is cut off, or none, is refused wherever it ends', async () => {
    const whole = await archiveOf(...IMAGES);
    for (const bytes of [0, 5, 100, whole.length >> 1, whole.length - 1])
      await expect(names(whole.subarray(0, bytes))).rejects.toMatchObject({ code: 'damaged' });
    await expect(names(gzipSync('not a tar at all, whatever else it may be'.repeat(40)))).rejects.toMatchObject({
      code: 'damaged',
    });
    await expect(names(Buffer.from('not even gzip'))).rejects.toMatchObject({ code: 'damaged' });
  });

  test('whose header lies about a size is refused', async () => {
    const tar = Buffer.from(await packTar([file('a.png', png(1))]));
    tar.write('77777777777', 124, 'latin1');
    await expect(names(gzipSync(tar))).rejects.toMatchObject({ code: 'damaged' });
  });
});
