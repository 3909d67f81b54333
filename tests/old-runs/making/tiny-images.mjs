import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encode } from 'fast-png';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Fashion-MNIST's numbers of these, and a tint of each where they are made colourful. */
const CLASSES = [
  { label: 'shirt', number: 0, tint: [255, 120, 90] },
  { label: 'trousers', number: 1, tint: [90, 200, 255] },
  { label: 'sneaker', number: 7, tint: [160, 255, 120] },
  { label: 'bag', number: 8, tint: [255, 220, 100] },
];
const EACH = 8;

/**
 * A few of Fashion-MNIST's test images.
 * @param {string} bundled its folder
 * @returns {Promise<{ grey: Uint8Array, kind: number }[]>} kind: place in CLASSES
 */
async function chosenImages(bundled) {
  const read = async (/** @type {string} */ file) => gunzipSync(await readFile(join(bundled, file)));
  const images = (await read('t10k-images-idx3-ubyte.gz')).subarray(16);
  const labels = (await read('t10k-labels-idx1-ubyte.gz')).subarray(8);
  const places = CLASSES.map(({ number }) =>
    [...labels.keys()].filter((place) => labels[place] === number).slice(0, EACH),
  );
  return places.flatMap((of, kind) =>
    of.map((place) => ({ grey: images.subarray(place * PIXELS, (place + 1) * PIXELS), kind })),
  );
}

/** @param {readonly number[]} sizes big-endian after the magic number of unsigned bytes */
function idx(sizes, /** @type {Uint8Array} */ data) {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32BE(0x0800 + sizes.length, 0);
  for (const [at, size] of sizes.entries()) head.writeUInt32BE(size, 4 + 4 * at);
  return Buffer.concat([head, data]);
}

/**
 * Writes a few images of Fashion-MNIST as people have theirs: `grey` a folder of PNGs with a folder a label, `colour` one
 * of coloured PNGs without labels, `idx` the files of MNIST.
 * @param {string} bundled where Fashion-MNIST lies
 * @param {string} folder
 */
export async function writeTinyImages(bundled, folder) {
  const images = await chosenImages(bundled);
  for (const made of ['colour', 'idx', ...CLASSES.map(({ label }) => `grey/${label}`)])
    await mkdir(join(folder, made), { recursive: true });
  const size = { width: SIDE, height: SIDE, depth: /** @type {const} */ (8) };
  for (const [at, { grey, kind }] of images.entries()) {
    const { label, tint } = CLASSES[kind] ?? { label: '', tint: [] };
    const coloured = Uint8Array.from({ length: PIXELS * 3 }, (_, value) =>
      Math.round(((grey[Math.floor(value / 3)] ?? 0) * (tint[value % 3] ?? 0)) / 255),
    );
    const name = `${String(at).padStart(2, '0')}.png`;
    await writeFile(join(folder, 'grey', label, name), encode({ ...size, channels: 1, data: grey }));
    await writeFile(join(folder, 'colour', name), encode({ ...size, channels: 3, data: coloured }));
  }
  await writeFile(
    join(folder, 'idx', 'train-images-idx3-ubyte'),
    idx([images.length, SIDE, SIDE], Buffer.concat(images.map(({ grey }) => grey))),
  );
  await writeFile(
    join(folder, 'idx', 'train-labels-idx1-ubyte'),
    idx(
      [images.length],
      Uint8Array.from(images, ({ kind }) => kind),
    ),
  );
}
