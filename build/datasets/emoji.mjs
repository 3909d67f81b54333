// Makes resources/datasets/emoji, and what the app knows of it, out of an npm package of one version:
//
//   node build/datasets/emoji.mjs
//
// Of one version of Node's brotli the file is the same to the byte; its content is the same with any.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliCompressSync, constants, createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import sharp from 'sharp';
import { fetchPackage } from '../setup/npm-package.mjs';
import { PROJECT } from '../setup/paths.mjs';
import { Report } from '../setup/report.mjs';
import { groupOf } from './emoji-groups.mjs';

const PIN = {
  package: 'emoji-datasource-google@16.0.0',
  integrity: 'sha512-ZRexfzs7MVoLnmzZmNsO4TKhnAJp5D++Vm6PpUpH/jEQQlemp3l88CjZ+DoZ2faM9R4QxZkOPJCoT8DlPhfQ3A==',
  bytes: 74_344_091,
};
const SIDE = 64;
const PIXELS = SIDE * SIDE;
const TARGET = join(PROJECT, 'resources/datasets/emoji');
const KNOWN = join(PROJECT, 'electron/data/bundled/emoji.json');
/** No emoji: the five swatches of skin tones. */
const LEFT_OUT = 'Component';

/** @typedef {{ image: string, unified: string }} Picture */
/** @typedef {Picture & { category: string, sort_order: number, skin_variations?: Record<string, Picture> }} Emoji */

/** Laid over white. @param {string} file @returns {Promise<Uint8Array>} [64, 64, 3] */
async function overWhite(file) {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  if (info.width !== SIDE || info.height !== SIDE) throw new Error(`${file} is not ${SIDE} pixels wide and high.`);
  const pixels = new Uint8Array(PIXELS * 3);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const alpha = data[pixel * 4 + 3] ?? 0;
    for (let channel = 0; channel < 3; channel++)
      pixels[pixel * 3 + channel] = Math.floor(
        ((data[pixel * 4 + channel] ?? 0) * alpha + 255 * (255 - alpha) + 127) / 255,
      );
  }
  return pixels;
}

/** @param {number[]} numbers @returns {Buffer} little-endian, 16 bits each */
const words = (numbers) => {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, at) => bytes.writeUInt16LE(number, 2 * at));
  return bytes;
};

/** The number of a name, given to it when it is first seen. @param {string[]} names @param {string} name */
const numberIn = (names, name) => {
  if (!names.includes(name)) names.push(name);
  return names.indexOf(name);
};

const folder = await mkdtemp(join(tmpdir(), 'forger-emoji-'));
try {
  const archive = await fetchPackage(new Report(), folder, PIN, 'npm could not fetch it.');
  const unpacked = join(folder, 'package');
  await mkdir(unpacked);
  await pipeline(createReadStream(archive), createGunzip(), unpackTar(unpacked, { strip: 1 }));

  /** @type {Emoji[]} */
  const all = JSON.parse(await readFile(join(unpacked, 'emoji.json'), 'utf8'));
  const emoji = all.filter(({ category }) => category !== LEFT_OUT).sort((a, b) => a.sort_order - b.sort_order);
  /** @type {string[]} */
  const labels = [];
  /** @type {string[]} */
  const groups = [];
  const seen = new Set();
  /** @type {{ pixels: Uint8Array, label: number, group: number }[]} */
  const pictures = [];
  for (const one of emoji)
    for (const { image } of [one, ...Object.values(one.skin_variations ?? {})]) {
      const pixels = await overWhite(join(unpacked, 'img/google/64', image));
      // A picture twice would be learned twice as much: several territories fly the flag of another.
      const print = createHash('sha256').update(pixels).digest('hex');
      if (seen.has(print)) continue;
      seen.add(print);
      const label = numberIn(labels, one.category);
      pictures.push({ pixels, label, group: numberIn(groups, groupOf(one.unified)) });
    }

  const count = pictures.length;
  const pixels = Buffer.concat(pictures.map((picture) => picture.pixels));
  const numbers = words(pictures.map(({ label }) => label));
  const content = Buffer.concat([pixels, numbers, words(pictures.map(({ group }) => group))]);
  const file = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  // As electron/data/hash.ts has it; a test holds the one to the other.
  const facts = JSON.stringify({ format: 1, count, height: SIDE, width: SIDE, channels: 3, labels });
  const hash = createHash('sha256').update(pixels).update(numbers).update(facts).digest('hex');

  await mkdir(TARGET, { recursive: true });
  await writeFile(join(TARGET, 'images.br'), file);
  await writeFile(join(TARGET, 'LICENSE'), await readFile(join(PROJECT, 'resources/licences/Apache-2.0.txt')));
  await writeFile(join(TARGET, 'LICENSE-emoji-data'), await readFile(join(unpacked, 'LICENSE')));
  const sha256 = createHash('sha256').update(file).digest('hex');
  await writeFile(KNOWN, `${JSON.stringify({ count, labels, hash, sha256 }, null, 2)}\n`);
  console.log(`${count} pictures in ${groups.length} groups, ${file.length} bytes, SHA-256 ${sha256}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
