import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatasetRecord, ImportProgress } from '../../electron/shared/dataset.ts';
import { openDataset } from '../../electron/data/index.ts';
import { fetchPinned, type PinnedFile } from '../../electron/data/download/fetch-file.ts';
import { cifarOf } from '../../electron/data/download/cifar.ts';
import { EMNIST } from '../../electron/data/download/emnist.ts';
import { downloadPixels, type KnownPixels } from '../../electron/data/download/known-pixels.ts';
import { KMNIST, MNIST } from '../../electron/data/download/mnist.ts';
import { rawZip } from '../engine/host/run-file/raw-zip.ts';
import { encodeIdx } from './support/idx.ts';
import { gradient } from './support/pictures.ts';

const IMAGES = gzipSync(encodeIdx([40, 28, 28], gradient(28, 28 * 40, 1)));
const LABELS = gzipSync(
  encodeIdx(
    [40],
    Uint8Array.from({ length: 40 }, (_, index) => index % 10),
  ),
);
/** What the mirrors have; a test may add to it. */
const CONTENT: Record<string, Buffer> = { '/images.gz': IMAGES, '/labels.gz': LABELS };

const pin = (name: string, bytes: Uint8Array): PinnedFile => ({
  name,
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const filesAt = (...mirrors: string[]): KnownPixels => ({
  ...MNIST,
  mirrors,
  files: [pin('labels.gz', LABELS), pin('images.gz', IMAGES)],
  count: 40,
});

let library: string;
let servers: Server[];
let requests: { url: string; range: string | undefined }[];
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-library-'));
  servers = [];
  requests = [];
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(library, { recursive: true });
});

async function mirror(listener: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', range: request.headers.range });
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Serves whole files, and the rest of a file where asked for it. */
const honest: RequestListener = (request, response) => {
  const whole = CONTENT[request.url ?? ''];
  if (!whole) return void response.writeHead(404).end();
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200).end(whole.subarray(from));
};
/** Sends a part of the file, then drops the connection. */
const broken =
  (bytes: number): RequestListener =>
  (request, response) => {
    response.writeHead(200, { 'content-length': String(CONTENT[request.url ?? '']?.length ?? 0) });
    response.write(CONTENT[request.url ?? '']?.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
  };

const run = (
  known: KnownPixels,
  signal = new AbortController().signal,
  onProgress: (progress: ImportProgress) => void = () => undefined,
) => downloadPixels({ libraryDir: library, signal, onProgress }, known);

describe('MNIST', () => {
  test('is fetched, verified and put into the library', async () => {
    const seen: ImportProgress[] = [];
    const { record } = await run(filesAt(await mirror(honest)), undefined, (progress) => seen.push(progress));
    expect(record).toMatchObject({
      id: 'mnist',
      name: 'MNIST',
      licence: MNIST.offer.licence,
      count: 40,
      image: { height: 28, width: 28, channels: 1 },
    });
    expect(record.labels).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([...(await openDataset(library, '', 'mnist')).pixels]).toEqual([...gradient(28, 28 * 40, 1)]);
    expect(seen.at(-1)).toEqual({ done: 40, total: 40, refused: 0 });
    expect(await readdir(join(library, 'datasets'))).toEqual(['mnist']);
    await expect(run(filesAt('http://127.0.0.1:1/'))).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('comes from the next mirror when one fails, in whatever way', async () => {
    const other = gzipSync('something else');
    const mirrors = await Promise.all([
      mirror((_request, response) => void response.writeHead(500).end()),
      mirror((request) => request.socket.destroy()),
      mirror((_request, response) => void response.end(other)),
      mirror((request, response) => void response.end(Buffer.concat([CONTENT[request.url ?? ''] ?? other, other]))),
      mirror((request, response) => void response.end(Buffer.alloc(CONTENT[request.url ?? '']?.length ?? 0))),
      mirror(honest),
    ]);
    expect((await run(filesAt('http://127.0.0.1:1/', ...mirrors))).record.count).toBe(40);
  });

  test('goes on where it was cut off', async () => {
    const half = IMAGES.length >> 1;
    const cut = await mirror((request, response) =>
      (request.url === '/images.gz' ? broken(half) : honest)(request, response),
    );
    await expect(run(filesAt(cut))).rejects.toMatchObject({ code: 'offline' });
    requests = [];
    expect((await run(filesAt(await mirror(honest)))).record.count).toBe(40);
    expect(requests).toEqual([{ url: '/images.gz', range: `bytes=${half}-` }]);
  });

  test('begins anew where a mirror cannot go on, or what is there is not its beginning', async () => {
    const cut = await mirror((request, response) =>
      (request.url === '/images.gz' ? broken(100) : honest)(request, response),
    );
    const always = await mirror((request, response) => void response.end(CONTENT[request.url ?? '']));
    expect((await run(filesAt(cut, always))).record.count).toBe(40);
    await rm(join(library, 'datasets'), { recursive: true });
    const wrong = await mirror((request, response) => {
      if (request.url !== '/images.gz') return honest(request, response);
      response.writeHead(200, { 'content-length': String(IMAGES.length) });
      response.write(Buffer.alloc(100), () => setTimeout(() => response.destroy(), 20));
    });
    const good = await mirror(honest);
    expect((await run(filesAt(wrong, good, good))).record.count).toBe(40);
  });

  test('says in one sentence that there is no connection', async () => {
    const error = await run(filesAt('http://127.0.0.1:1/')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'offline' });
    expect((error as Error).message).toContain('Check the internet connection');
    expect((error as Error).message).not.toContain('http');
  });

  test('can be cancelled, and what was fetched is kept for the next time but is no data set', async () => {
    const controller = new AbortController();
    const slow = await mirror((request, response) => {
      if (request.url !== '/images.gz') return honest(request, response);
      response.writeHead(200, { 'content-length': String(IMAGES.length) });
      response.write(IMAGES.subarray(0, 10), () => controller.abort());
    });
    await expect(run(filesAt(slow), controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(join(library, 'datasets'))).toEqual(['.download-mnist']);
    expect((await run(filesAt(await mirror(honest)))).record.count).toBe(40);
  });
});

/** The data set that a mirror's one file becomes. */
async function made(
  known: KnownPixels,
  name: string,
  file: Buffer,
): Promise<{ record: DatasetRecord; pixels: Uint8Array }> {
  CONTENT[`/${name}`] = file;
  const { record } = await run({ ...known, mirrors: [await mirror(honest)], files: [pin(name, file)] });
  const { pixels } = await openDataset(library, '', record.id);
  return { record, pixels };
}

test('Kuzushiji-MNIST has its characters as labels', async () => {
  const { record } = await run({
    ...filesAt(await mirror(honest)),
    offer: KMNIST.offer,
    labelNames: KMNIST.labelNames ?? [],
  });
  expect(record).toMatchObject({ id: 'kmnist', licence: 'CC BY-SA 4.0', count: 40 });
  expect(record.labels).toEqual(['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo']);
});

describe('EMNIST letters', () => {
  const lying = gradient(28, 28 * 26, 1);
  const numbers = Uint8Array.from({ length: 26 }, (_, index) => index + 1);
  const zipped = (images: Uint8Array): Buffer =>
    rawZip([
      { name: 'gzip/emnist-digits-train-images-idx3-ubyte.gz', data: gzipSync('not these') },
      { name: 'gzip/emnist-letters-train-images-idx3-ubyte.gz', data: gzipSync(images), deflate: true },
      { name: 'gzip/emnist-letters-train-labels-idx1-ubyte.gz', data: gzipSync(encodeIdx([26], numbers)) },
    ]);

  test('stand upright, and a is the first label, for none is 0', async () => {
    const { record, pixels } = await made(EMNIST, 'gzip.zip', zipped(encodeIdx([26, 28, 28], lying)));
    expect(record).toMatchObject({ id: 'emnist-letters', count: 26, image: { width: 28, height: 28, channels: 1 } });
    expect(record.labels?.join('')).toBe('abcdefghijklmnopqrstuvwxyz');
    for (const [image, y, x] of [
      [0, 3, 20],
      [25, 27, 1],
    ] as const)
      expect(pixels[image * 784 + y * 28 + x]).toBe(lying[image * 784 + x * 28 + y]);
    expect(await readdir(join(library, 'datasets'))).toEqual(['emnist-letters']);
  });

  test('are refused where the archive holds others', async () => {
    const other = rawZip([{ name: 'gzip/readme.txt', data: Buffer.from('x') }]);
    await expect(made(EMNIST, 'gzip.zip', other)).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('CIFAR-10', () => {
  /** A label, then three planes: red 10 and the pixel's row, green 20, blue the image's number. */
  const batch = (numbers: readonly number[]): Buffer =>
    Buffer.concat(
      numbers.map((number) => {
        const red = Uint8Array.from({ length: 1024 }, (_, pixel) => 10 + (pixel >> 5));
        return Buffer.concat([Buffer.of(number), red, Buffer.alloc(1024, 20), Buffer.alloc(1024, number)]);
      }),
    );
  const packed = async (batches: readonly Buffer[]): Promise<Buffer> => {
    const entries = batches.map((body, index) => ({
      header: { name: `cifar-10-batches-bin/data_batch_${index + 1}.bin`, size: body.length, type: 'file' as const },
      body: new Uint8Array(body),
    }));
    const held = {
      header: { name: 'cifar-10-batches-bin/test_batch.bin', size: 1, type: 'file' as const },
      body: Uint8Array.of(1),
    };
    return gzipSync(await packTar([...entries, held]));
  };

  test('has its channels last, and names for its labels', async () => {
    const file = await packed([batch([3, 9]), batch([0])]);
    const { record, pixels } = await made(cifarOf([], 3), 'cifar.tar.gz', file);
    expect(record).toMatchObject({ id: 'cifar-10', count: 3, image: { width: 32, height: 32, channels: 3 } });
    expect(record.labels).toEqual(['airplane', 'cat', 'truck']);
    expect([...pixels.subarray(0, 3)]).toEqual([10, 20, 3]);
    expect([...pixels.subarray(3072 + 3 * (5 * 32 + 7)).subarray(0, 3)]).toEqual([15, 20, 9]);
  });

  test.each([
    ['fewer images', [batch([3])]],
    ['more images', [batch([3, 9, 1, 1])]],
    ['another label', [batch([3, 10, 1])]],
    ['half an image', [batch([3, 9, 1]).subarray(0, -1)]],
  ])('is refused with %s, and leaves no data set', async (_what, batches) => {
    const file = await packed(batches);
    await expect(made(cifarOf([], 3), 'cifar.tar.gz', file)).rejects.toMatchObject({ code: 'damaged' });
    expect(await readdir(join(library, 'datasets'))).toEqual(['.download-cifar-10']);
  });
});

test('a mirror that falls silent is given up', async () => {
  const silent = await mirror((_request, response) => void response.writeHead(200).write('x'));
  const path = join(library, 'file');
  const options = { signal: new AbortController().signal, onBytes: () => undefined, stallMs: 50 };
  await expect(fetchPinned([silent], path, pin('file', IMAGES), options)).rejects.toMatchObject({ code: 'offline' });
});
