import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { labelsFromBytes } from '../hash.ts';
import type { BundledDataset } from './bundled.ts';
import made from './emoji.json';

const unpack = promisify(brotliDecompress);

const IMAGE = { height: 64, width: 64, channels: 3 } as const;
const PIXEL_BYTES = made.count * IMAGE.height * IMAGE.width * IMAGE.channels;
/** Of a number for each image. */
const NUMBER_BYTES = 2 * made.count;
const FILE = { name: 'images.br', sha256: made.sha256, dataBytes: PIXEL_BYTES + 2 * NUMBER_BYTES };

/** Noto Emoji as build/datasets/emoji.mjs packs them: all pixels, then all labels, then all groups. */
export const EMOJI: BundledDataset = {
  record: {
    format: 1,
    id: 'emoji',
    name: 'Noto Emoji',
    createdAt: '2025-09-24T00:00:00.000Z',
    source:
      'Google: Noto Emoji of Unicode 16, in colour over white, as the npm package emoji-datasource-google 16.0.0 has them',
    licence: 'Apache-2.0, © Google; labels MIT, © 2013 Cal Henderson',
    image: IMAGE,
    count: made.count,
    labels: made.labels,
    hash: made.hash,
  },
  files: [FILE],
  licences: [
    { file: 'LICENSE', title: 'Noto Emoji', facts: 'Apache-2.0, © Google' },
    { file: 'LICENSE-emoji-data', title: 'Noto Emoji', facts: 'its labels · MIT, © 2013 Cal Henderson' },
  ],
  open: async (read) => {
    const bytes = await unpack(await read(FILE), { maxOutputLength: FILE.dataBytes });
    const numbers = (from: number): Uint16Array => labelsFromBytes(bytes.subarray(from, from + NUMBER_BYTES));
    return {
      pixels: new Uint8Array(bytes.buffer, bytes.byteOffset, PIXEL_BYTES),
      labels: numbers(PIXEL_BYTES),
      groups: numbers(PIXEL_BYTES + NUMBER_BYTES),
    };
  },
};
