import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withIdxPair } from '../import/idx.ts';
import type { ReadyPixels } from '../import/pixels.ts';
import { DamagedEntry } from '../source/archive/refused.ts';
import { nameOf, OpenZip } from '../source/archive/zip-file.ts';
import { offerOf, otherContent, type Fetched, type KnownPixels } from './known-pixels.ts';

/** SHA-256 and size are those of TensorFlow Datasets, of the same file at its earlier address. */
const FILES = [
  {
    name: 'gzip.zip',
    bytes: 561_753_746,
    sha256: 'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e',
  },
];
const INSIDE = {
  labels: 'gzip/emnist-letters-train-labels-idx1-ubyte.gz',
  images: 'gzip/emnist-letters-train-images-idx3-ubyte.gz',
};
/** Files in the archive, and bytes of one of them: what it holds is known to be less. */
const LIMITS = { entries: 1000, bytes: 1 << 28 };

async function unpackOne(zip: OpenZip, name: string, path: string, signal: AbortSignal): Promise<void> {
  const entry = zip.entries.find((one) => nameOf(one) === name);
  if (!entry || entry.uncompressedSize > LIMITS.bytes) throw otherContent();
  try {
    // Read once and thrown away: it need not outlast a power cut.
    await writeFile(path, zip.read(entry), { signal });
  } catch (error) {
    throw error instanceof DamagedEntry ? otherContent(error) : error;
  }
}

async function unpack({ paths: [archive = ''], folder, signal }: Fetched): Promise<{ images: string; labels: string }> {
  let met = 0;
  const count = (): void => {
    met += 1;
    if (met > LIMITS.entries) throw otherContent();
  };
  const pair = { labels: join(folder, 'labels.gz'), images: join(folder, 'images.gz') };
  const zip = await OpenZip.open(archive, count, signal);
  try {
    await unpackOne(zip, INSIDE.labels, pair.labels, signal);
    await unpackOne(zip, INSIDE.images, pair.images, signal);
  } finally {
    zip.close();
  }
  return pair;
}

/** NIST's images lie on their side: rows and columns change places. Pieces come in any length. */
async function* upright({ image: { width, height }, data }: ReadyPixels): AsyncGenerator<Uint8Array> {
  const lying = new Uint8Array(width * height);
  let filled = 0;
  for await (const chunk of data) {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + lying.length - filled);
      lying.set(part, filled);
      from += part.length;
      filled += part.length;
      if (filled < lying.length) continue;
      const image = new Uint8Array(lying.length);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) image[y * width + x] = lying[x * height + y] ?? 0;
      yield image;
      filled = 0;
    }
  }
}

const ALPHABET = Array.from({ length: 26 }, (_, place) => String.fromCodePoint(97 + place));

/** Letters written by hand, upper and lower case under one label; they are counted from 1. */
export const EMNIST: KnownPixels = {
  offer: offerOf(FILES, {
    id: 'emnist-letters',
    name: 'EMNIST letters',
    source:
      'G. Cohen et al. 2017, "EMNIST: an extension of MNIST to handwritten letters", by NIST; the training images',
    licence: 'none stated; made from NIST Special Database 19',
  }),
  mirrors: ['https://biometrics.nist.gov/cs_links/EMNIST/', 'https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/'],
  files: FILES,
  count: 124_800,
  labelNames: ['', ...ALPHABET],
  read: async (fetched, use) =>
    withIdxPair(await unpack(fetched), (pixels) => use({ ...pixels, data: upright(pixels) })),
};
