import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * Puts some moments of a run side by side: node build/pictures/epochs.mjs <run folder> <out.png> 1 3 10, or step-300 step-900
 * The EMA's pictures, where the run keeps one. Tiles are shown at twice their size, pixel for pixel.
 */
const [run, out, ...moments] = process.argv.slice(2);
if (run === undefined || out === undefined || moments.length === 0) {
  console.error('Usage: node build/pictures/epochs.mjs <run folder> <out.png> <epoch or step-…>…');
  process.exit(2);
}

const ZOOM = 2;
const GAP = 16;
const CAPTION = 36;

const samples = join(run, 'samples');
const there = new Set(await readdir(samples));
const files = moments.map((moment) => {
  const step = /^step-(\d+)$/.exec(moment)?.[1];
  const file = step === undefined ? `epoch-${moment.padStart(4, '0')}` : `step-${step.padStart(8, '0')}`;
  return there.has(`${file}-average.png`) ? `${file}-average.png` : `${file}.png`;
});
const missing = files.filter((file) => !there.has(file));
if (missing.length > 0) {
  console.error(`The run has no ${missing.join(', ')}.`);
  process.exit(1);
}

const grids = await Promise.all(
  files.map(async (file) => {
    const grid = sharp(await readFile(join(samples, file)));
    const { width, height } = await grid.metadata();
    return grid
      .resize(width * ZOOM, height * ZOOM, { kernel: 'nearest' })
      .png()
      .toBuffer({ resolveWithObject: true });
  }),
);
const width = GAP + grids.reduce((sum, { info }) => sum + info.width + GAP, 0);
const height = CAPTION + Math.max(...grids.map(({ info }) => info.height)) + GAP;

/** @param {string} text @param {number} space */
const caption = (text, space) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${space}" height="${CAPTION}"><text x="0" y="24" font-family="Inter, DejaVu Sans, sans-serif" font-size="16" fill="#c9c9c6">${text}</text></svg>`,
  );

/** @param {string} moment */
const captionOf = (moment) =>
  moment.startsWith('step-') ? `step ${Number(moment.slice(5)).toLocaleString('en')}` : `epoch ${moment}`;

let left = GAP;
const layers = grids.flatMap(({ data, info }, index) => {
  const place = left;
  left += info.width + GAP;
  return [
    { input: caption(captionOf(moments[index] ?? ''), info.width), left: place, top: 0 },
    { input: data, left: place, top: CAPTION },
  ];
});
await sharp({ create: { width, height, channels: 3, background: '#1b1b1b' } })
  .composite(layers)
  .png({ palette: true })
  .toFile(out);
