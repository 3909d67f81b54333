import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FASHION_MNIST } from '../../electron/data/bundled/fashion-mnist.ts';
import { openDataset } from '../../electron/data/index.ts';
import { frechet, normalOf, rootOf } from '../../electron/engine/evaluation/frechet.ts';
import { permutation } from '../../electron/engine/random/draws.ts';
import { pixelsOf } from '../../electron/engine/training/batches.ts';
import { Library } from '../../electron/store/index.ts';
import { classify, featuresOf } from './classifier.ts';
import { judgedRun, type Judged } from './judged-run.ts';
import { npyOfPixels } from './npy.ts';
import { rankCorrelation } from './rank-correlation.ts';

/**
 * Whether KID puts checkpoints in the order in which an outside classifier does:
 * `npm run bench:ranking -- [--folder ranking] [--recipes fashion-gan-torch,gans-mlp] [--epochs 20] [--pictures 1000] [--features folder]`
 *
 * Trains the recipes on Fashion-MNIST, with networks of the part of their width that stands behind the @, measures the
 * checkpoint of each epoch, and draws other pictures of it into `pictures/*.npy` (uint8, [count, height, width, 1]), as many
 * real ones into `pictures/real.npy`. The judge's features of each file, `*.npy` of the same name with one row a picture,
 * are read from `--features`; left out, the classifier beside this file makes them. Their Fréchet distances from the real
 * ones are held against KID. Stopped and started again, it goes on.
 * Fails where the rank correlation is below 0.9.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'ranking' },
    recipes: { type: 'string', default: 'fashion-gan-torch,gans-mlp' },
    epochs: { type: 'string', default: '20' },
    pictures: { type: 'string', default: '1000' },
    features: { type: 'string' },
  },
});
const LEAST_CORRELATION = 0.9;
const REAL = 'real.npy';
const folder = resolve(values.folder);
const pictures = join(folder, 'pictures');
const bundledDir = resolve('resources', 'datasets');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function drawReal(library: Library, count: number): Promise<void> {
  if (existsSync(join(pictures, REAL))) return;
  const { record, pixels } = await openDataset(library.dir, bundledDir, FASHION_MNIST.record.id);
  const { image } = record;
  const chosen = permutation({ seed: 1, purpose: 'evaluationImages', step: 0 }, record.count).slice(0, count);
  const real = pixelsOf({ pixels, image, count: record.count, labels: null }, chosen);
  await writeFile(join(pictures, REAL), npyOfPixels(real, [chosen.length, image.height, image.width, image.channels]));
}

/** How far each checkpoint is from the real pictures, as the judge sees it. */
async function judge(features: string, judged: readonly Judged[]): Promise<number[]> {
  const real = normalOf(await featuresOf(features, REAL));
  const root = rootOf(real);
  const distances: number[] = [];
  for (const { file } of judged) distances.push(frechet(real, root, normalOf(await featuresOf(features, file))));
  return distances;
}

await mkdir(pictures, { recursive: true });
const library = await Library.open(join(folder, 'library'));
const count = Number(values.pictures);
await drawReal(library, count);
const contest = {
  library,
  bundledDir,
  dataset: FASHION_MNIST.record.id,
  epochs: Number(values.epochs),
  pictures: count,
  say,
};
const judged: Judged[] = [];
for (const entry of values.recipes.split(',')) {
  const [recipe = '', width = '1'] = entry.split('@');
  judged.push(...(await judgedRun(contest, { recipe, width: Number(width) }, pictures)));
}
const features = values.features === undefined ? join(folder, 'features') : resolve(values.features);
if (values.features === undefined) await classify({ pictures, features, bundledDir });
const distances = await judge(features, judged);
say(`${'recipe'.padEnd(20)}${'epoch'.padStart(6)}${'KID'.padStart(10)}${'outside'.padStart(10)}`);
for (const [at, { recipe, epoch, kid }] of judged.entries())
  say(
    `${recipe.padEnd(20)}${String(epoch).padStart(6)}${kid.toFixed(4).padStart(10)}${(distances[at] ?? Number.NaN).toFixed(2).padStart(10)}`,
  );
const correlation = (chosen: (one: Judged) => boolean): number => {
  const places = [...judged.keys()].filter((at) => chosen(judged[at] as Judged));
  return rankCorrelation(
    places.map((at) => judged[at]?.kid ?? Number.NaN),
    places.map((at) => distances[at] ?? Number.NaN),
  );
};
const all = correlation(() => true);
say(`rank correlation of KID with the outside distance: ${all.toFixed(3)} over all ${judged.length} checkpoints`);
for (const name of new Set(judged.map(({ recipe }) => recipe)))
  say(`  within ${name}: ${correlation(({ recipe }) => recipe === name).toFixed(3)}`);
if (!(all >= LEAST_CORRELATION)) {
  say(`That is less than ${LEAST_CORRELATION}.`);
  process.exitCode = 1;
}
