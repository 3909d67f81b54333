import { mkdir, mkdtemp, rm, stat, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { importOptionsSchema, square } from '../../electron/shared/dataset.ts';
import { forkDecoder, importFolder } from '../../electron/data/index.ts';

/**
 * How fast folders of pictures become data sets, decoded as the app decodes: `npm run bench:import -- [--rounds <N>]
 * [--share <part>]`, where a share of 0.1 makes a tenth of the pictures.
 * The pictures are made up, noise on a gradient, written in a temporary folder and removed.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, share: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);
const share = Number(values.share);
const decoder = resolve('out', 'main', 'decoder.js');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Kind {
  name: string;
  count: number;
  side: number;
  channels: 1 | 3;
  format: 'png' | 'jpeg';
  /** Size of the data set's images. */
  size: number;
}

const KINDS: readonly Kind[] = [
  { name: 'PNG 28×28, grey', count: 5000, side: 28, channels: 1, format: 'png', size: 28 },
  { name: 'JPEG 256×256 to 64×64, colour', count: 2000, side: 256, channels: 3, format: 'jpeg', size: 64 },
  { name: 'JPEG 512×512 to 64×64, colour', count: 2000, side: 512, channels: 3, format: 'jpeg', size: 64 },
  { name: 'JPEG 2048×2048 to 64×64, colour', count: 100, side: 2048, channels: 3, format: 'jpeg', size: 64 },
];

async function makePictures(folder: string, { count, side, channels, format }: Kind): Promise<void> {
  await mkdir(folder);
  for (let index = 0; index < count; index++) {
    const pixels = Buffer.alloc(side * side * channels);
    for (let at = 0, state = index + 1; at < pixels.length; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      pixels[at] = ((at * 255) / pixels.length + (state >>> 27)) & 255;
    }
    const file = join(folder, `${String(index).padStart(5, '0')}.${format}`);
    await sharp(pixels, { raw: { width: side, height: side, channels } })
      [format]()
      .toFile(file);
  }
}

async function bytesOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function time(home: string, folder: string, { size, channels }: Kind): Promise<number> {
  const started = performance.now();
  const { report } = await importFolder({
    libraryDir: await mkdtemp(join(home, 'library-')),
    folder,
    options: importOptionsSchema.parse({ name: 'Pictures', ...square(size), channels }),
    decoder: forkDecoder(decoder),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return report.imported / ((performance.now() - started) / 1000);
}

if (!existsSync(decoder)) throw new Error('Build the app first: npm run build.');
const home = await mkdtemp(join(tmpdir(), 'forger-bench-import-'));
try {
  say('| pictures | MB | images/s, median of the rounds | rounds |\n|---|---:|---:|---|');
  for (const kind of KINDS.map((one) => ({ ...one, count: Math.max(10, Math.round(one.count * share)) }))) {
    const folder = join(home, `${kind.format}-${kind.side}`);
    await makePictures(folder, kind);
    const paces: number[] = [];
    for (let round = 0; round < rounds; round++) paces.push(await time(home, folder, kind));
    const median = paces.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
    const megabytes = ((await bytesOf(folder)) / 1e6).toFixed(0);
    say(
      `| ${kind.count} ${kind.name} | ${megabytes} | ${median.toFixed(0)} | ${paces.map((pace) => pace.toFixed(0)).join(' ')} |`,
    );
  }
} finally {
  await rm(home, { recursive: true });
}
