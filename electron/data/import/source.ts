import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { ForgerError } from '@shared/contract/errors.ts';
import { explained, openFile } from '../../store/files/index.ts';
import { looksLikeIdx } from '../idx/header.ts';
import type { IdxPair } from './idx.ts';

/** What there is to import at a path. */
export type ImportSource = { kind: 'folder'; folder: string } | { kind: 'idx'; pair: IdxPair };

const HEAD_BYTES = 64 * 1024;
const IDX_NAME = /idx[134]-ubyte(\.gz)?$/i;
/** Images are recognised by their number of dimensions: 3 or 4; labels have one. */
const DIMENSIONS_AT = 3;

async function firstBytes(path: string): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The first inflated bytes of a gzip file's beginning; empty where it is none. */
async function firstInflated(head: Buffer): Promise<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 });
  gunzip.on('error', () => undefined);
  const source = Readable.from([head]).pipe(gunzip);
  try {
    for await (const chunk of source) return chunk as Buffer;
  } catch {
    return Buffer.alloc(0);
  }
  return Buffer.alloc(0);
}

/** The number of dimensions of an IDX file; null where it is something else. */
async function idxRank(path: string): Promise<number | null> {
  const head = await firstBytes(path);
  const gzipped = head[0] === 0x1f && head[1] === 0x8b;
  const start = gzipped ? await firstInflated(head) : head;
  return looksLikeIdx(start) ? (start[DIMENSIONS_AT] ?? 0) : null;
}

async function idxFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && IDX_NAME.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** "train-images-idx3-ubyte.gz" and "train-labels-idx1-ubyte" belong together: their names begin alike. */
const partOf = (path: string): string =>
  basename(path)
    .replace(/[-_.]?(images|labels)?[-_.]?idx.*$/i, '')
    .toLowerCase();

async function pairIn(folder: string, chosen: string | null): Promise<IdxPair | null> {
  const ranked = await Promise.all(
    (await idxFilesIn(folder)).map(async (path) => ({ path, rank: await idxRank(path) })),
  );
  const images = ranked.filter(({ rank }) => rank !== null && rank >= 3).map(({ path }) => path);
  const labels = ranked.filter(({ rank }) => rank === 1).map(({ path }) => path);
  // Of several pairs the training images are meant: they are the most.
  const image = chosen ?? images.find((path) => partOf(path).includes('train')) ?? images[0];
  if (image === undefined) return null;
  return { images: image, labels: labels.find((path) => partOf(path) === partOf(image)) ?? null };
}

async function sourceOfFile(path: string): Promise<ImportSource> {
  const head = await firstBytes(path);
  if (head.subarray(0, 2).toString('latin1') === 'PK') {
    throw new ForgerError('invalid-request', 'Forger cannot read zip files yet: unpack it, then import the folder.');
  }
  const rank = await idxRank(path);
  if (rank === 1)
    throw new ForgerError(
      'invalid-request',
      'This IDX file holds labels alone. Choose the file of the images, or their folder.',
    );
  if (rank === null) {
    const kind = extname(path) === '' ? 'This file' : `A ${extname(path)} file`;
    throw new ForgerError(
      'invalid-request',
      `${kind} cannot be imported. Choose a folder of images, or an IDX file such as MNIST's.`,
    );
  }
  const pair = await pairIn(dirname(path), path);
  return { kind: 'idx', pair: pair ?? { images: path, labels: null } };
}

/**
 * Finds out what a path holds: a folder of images, a folder with IDX files, or one IDX file, whose labels
 * are looked for beside it.
 * @throws ForgerError `invalid-request` for anything else.
 */
export async function findImportSource(path: string): Promise<ImportSource> {
  return explained(async () => {
    const real = await realpath(path);
    const stats = await stat(real);
    if (stats.isFile()) return sourceOfFile(real);
    if (!stats.isDirectory()) throw new ForgerError('invalid-request', 'This is neither a folder nor a file.');
    const pair = await pairIn(real, null);
    return pair ? { kind: 'idx', pair } : { kind: 'folder', folder: real };
  });
}
