import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

/**
 * Makes the pictures of docs/guide/diagnosis.md from the recorded runs: node build/pictures/diagnosis.mjs
 * To the left the first samples of the newest grid, to the right the number that the finding is told by, over the steps.
 */
const root = resolve(import.meta.dirname, '../..');
const recorded = join(root, 'tests/shared/diagnosis/fixtures');
const pictures = join(root, 'docs/pictures/diagnosis');

/** Of each finding: a recording, and a metric of its steps or a number of its evaluations. @type {Record<string, [string, string]>} */
const SHOWN = {
  collapse: ['generator-rate-times-100', 'dAccuracyFake'],
  'vanished-gradient': ['saturating-generator', 'gGradientNorm'],
  'discriminator-too-strong': ['generator-rate-a-quarter', 'dAccuracyFake'],
  'discriminator-too-weak': ['two-unit-discriminator', 'dAccuracyFake'],
  'gradients-grow': ['critic-without-clipping', 'dGradientNorm'],
  'running-away': ['unbounded-critic', 'dLoss'],
  'past-best': ['coloured-fashion-gan-200-images', 'kid'],
  grain: ['coloured-fashion-gan-200-images', 'grain'],
  checkerboard: ['coloured-dcgan', 'checkerboard'],
  'back-and-forth': ['fashion-gan-momentum', 'dAccuracyFake'],
  'white-paper': ['keras-gan-marks', 'dAccuracyFake'],
  'few-kinds': ['fashion-gan-ten-generator-updates', 'classes'],
  nowhere: ['coloured-dcgan-generator-rate-times-100', 'kid'],
  copies: ['keras-gan-average-60-images', 'copies'],
  'by-heart': ['fashion-gan-250-images', 'byHeart'],
  'few-images': ['coloured-fashion-gan-200-images', 'kid'],
};
const ZOOM = 2;
/** Samples across and down, and pixels around and of the chart. */
const [ACROSS, DOWN, GAP, WIDTH] = [4, 2, 8, 190];

for (const [finding, [name, number]] of Object.entries(SHOWN)) {
  const { image, columns, evaluations = [], each } = JSON.parse(await readFile(join(recorded, `${name}.json`), 'utf8'));
  const { width: side } = image ?? { width: 28 };
  const samples = await sharp(join(recorded, `${name}.png`))
    .extract({ left: 0, top: 0, width: ACROSS * side, height: DOWN * side })
    .resize({ width: ACROSS * side * ZOOM, kernel: 'nearest' })
    .toBuffer({ resolveWithObject: true });
  const { height, width: left } = samples.info;
  /** @type {[number, number][]} */
  const points = columns[number]
    ? columns[number].flatMap((/** @type {number | null} */ value, /** @type {number} */ at) =>
        value === null ? [] : [[at * each, value]],
      )
    : evaluations.map((/** @type {{ step: number, values: Record<string, number> }} */ { step, values }) => [
        step,
        values[number],
      ]);
  const most = Math.max(...points.map(([, value]) => value));
  const least = Math.min(0, ...points.map(([, value]) => value));
  const last = points.at(-1)?.[0] ?? 1;
  const [top, bottom] = [24, height - 18];
  const place = (/** @type {[number, number]} */ [step, value]) =>
    `${((step / last) * (WIDTH - 12)).toFixed(1)},${(bottom - ((value - least) / (most - least)) * (bottom - top)).toFixed(1)}`;
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ words, anchor = 'start') =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" font-family="Inter, DejaVu Sans, sans-serif" font-size="11" fill="#c9c9c6">${words}</text>`;
  const chart = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}">
    ${text(0, 12, `${number}, as far as ${Number((most > -least ? most : least).toPrecision(3))}`)}
    <path d="M0 ${bottom}H${WIDTH - 12}" stroke="#555"/>
    <polyline points="${points.map(place).join(' ')}" fill="none" stroke="#f5a742" stroke-width="1.5"/>
    ${text(0, height - 4, 'step 0')}${text(WIDTH - 12, height - 4, String(last), 'end')}
  </svg>`;
  await sharp({
    create: { width: left + 3 * GAP + WIDTH, height: height + 2 * GAP, channels: 3, background: '#1b1b1b' },
  })
    .composite([
      { input: samples.data, left: GAP, top: GAP },
      { input: Buffer.from(chart), left: left + 2 * GAP, top: GAP },
    ])
    .png({ palette: true, colours: 16 })
    .toFile(join(pictures, `${finding}.png`));
}
