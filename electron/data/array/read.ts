import type { FileHandle } from 'node:fs/promises';
import { openFile, readAt } from '../../store/files/index.ts';
import { DamagedEntry } from '../source/archive/refused.ts';
import { nameOf, OpenZip } from '../source/archive/zip-file.ts';
import { chooseArrays } from './choose.ts';
import { channelsLast, imagesOf, type ImageArray } from './images.ts';
import { labelsOf } from './labels.ts';
import {
  damagedArray,
  looksLikeNpy,
  MAX_NPY_HEADER_BYTES,
  parseNpyHeader,
  refusedArray,
  type NpyHeader,
} from './npy-header.ts';

export interface OpenArray extends Pick<ImageArray, 'count' | 'image'> {
  /** Images one after another, rows first, channels last, in pieces. @throws ForgerError where the file is damaged */
  data: AsyncIterable<Uint8Array>;
  /** One for each image; null without. @throws ForgerError */
  labels(): Promise<number[] | null>;
}

const CHUNK_BYTES = 1 << 20;
const MOST_ARRAYS = 1000;
const ENDING = /\.npy$/i;

const dataBytes = ({ type, shape }: NpyHeader): number =>
  shape.reduce((bytes, size) => bytes * size, Number(/\d+$/.exec(type)?.[0] ?? 1));

/** What comes after the header, held to what it promised. */
async function* dataOf(chunks: AsyncIterable<Uint8Array>, header: NpyHeader): AsyncGenerator<Uint8Array> {
  let skip = header.headerBytes;
  let left = dataBytes(header);
  try {
    for await (const chunk of chunks) {
      const part = chunk.subarray(skip);
      skip -= chunk.length - part.length;
      left -= part.length;
      if (left < 0) throw damagedArray();
      if (part.length > 0) yield part;
    }
  } catch (error) {
    throw error instanceof DamagedEntry ? damagedArray(error) : error;
  }
  if (left > 0) throw damagedArray();
}

function opened(header: NpyHeader, chunks: AsyncIterable<Uint8Array>, labels: OpenArray['labels']): OpenArray {
  const { count, image, planes } = imagesOf(header);
  const data = dataOf(chunks, header);
  return { count, image, labels, data: planes ? channelsLast(data, image) : data };
}

async function* fromFile(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const chunk = await readAt(file, position, CHUNK_BYTES);
    if (chunk.length === 0) return;
    yield chunk;
    position += chunk.length;
  }
}

function checkSize(header: NpyHeader, size: number, most: number): void {
  if (dataBytes(header) > most) throw refusedArray(`it holds more than the ${most / 2 ** 30} GiB that a data set may`);
  if (size !== header.headerBytes + dataBytes(header)) throw damagedArray();
}

/** The first bytes of an entry: enough for its header. */
async function headOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    length += chunk.length;
    if (length >= MAX_NPY_HEADER_BYTES) break;
  }
  return Buffer.concat(pieces);
}

async function openNpz(zip: OpenZip, most: number): Promise<OpenArray> {
  const entries = new Map(
    zip.entries
      .filter((entry) => ENDING.test(nameOf(entry)))
      .map((entry) => [nameOf(entry).replace(ENDING, ''), entry]),
  );
  const headers = new Map<string, NpyHeader>();
  for (const [name, entry] of entries) headers.set(name, parseNpyHeader(await headOf(zip.read(entry))));
  const { images, labels } = chooseArrays(headers);
  const part = (name: string): { header: NpyHeader; chunks: AsyncIterable<Uint8Array> } => {
    const [entry, header] = [entries.get(name), headers.get(name)];
    if (!entry || !header) throw damagedArray();
    checkSize(header, entry.uncompressedSize, most);
    return { header, chunks: zip.read(entry) };
  };
  const { header, chunks } = part(images);
  return opened(header, chunks, async () => {
    if (labels === null) return null;
    const one = part(labels);
    const pieces: Uint8Array[] = [];
    for await (const piece of dataOf(one.chunks, one.header)) pieces.push(piece);
    return labelsOf(one.header, Buffer.concat(pieces));
  });
}

function counter(): () => void {
  let met = 0;
  return () => {
    met += 1;
    if (met > MOST_ARRAYS) throw refusedArray(`it holds more than ${MOST_ARRAYS} arrays`);
  };
}

/**
 * Opens NumPy's .npy or .npz, told apart by content, for as long as `use` takes.
 * @param most bytes of data wanted
 * @throws ForgerError `damaged`, `invalid-request`, …
 */
export async function withArray<Result>(
  path: string,
  most: number,
  signal: AbortSignal,
  use: (array: OpenArray) => Promise<Result>,
): Promise<Result> {
  const file = await openFile(path);
  try {
    const head = await readAt(file, 0, MAX_NPY_HEADER_BYTES);
    if (looksLikeNpy(head)) {
      const header = parseNpyHeader(head);
      const array = opened(header, fromFile(file), async () => null);
      checkSize(header, (await file.stat()).size, most);
      return await use(array);
    }
  } finally {
    await file.close();
  }
  const zip = await OpenZip.open(path, counter(), signal);
  try {
    return await use(await openNpz(zip, most));
  } catch (error) {
    throw error instanceof DamagedEntry ? damagedArray(error) : error;
  } finally {
    zip.close();
  }
}
