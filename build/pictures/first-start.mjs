// Makes the picture wall of the first start from a run that Forger trained:
//
//   npm run forger -- train --preset fashion-gan-torch --dataset fashion-mnist --epochs 20 --seed 1
//   node build/pictures/first-start.mjs <folder of that run>
//
// A column is an epoch, a row is one fixed latent. Both are written into renderer/src/first-start/.
import { decode, encode } from 'fast-png';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const EPOCHS = [0, 1, 2, 4, 8, 14, 20];
/** Latents of the grid, by number, chosen for variety. */
const LATENTS = [52, 34, 60, 24, 62, 5];
const TARGET = resolve(import.meta.dirname, '../../renderer/src/first-start');

const [run] = process.argv.slice(2);
if (run === undefined) throw new Error('Name the folder of a run: node build/pictures/first-start.mjs <run>');

const record = JSON.parse(await readFile(join(run, 'run.json'), 'utf8'));
const { width: side } = record.dataset.image;
const gridColumns = Math.ceil(Math.sqrt(record.config['samples.count']));
const width = EPOCHS.length * side;
const data = new Uint8Array(width * LATENTS.length * side);

for (const [column, epoch] of EPOCHS.entries()) {
  const file = join(run, 'samples', `epoch-${String(epoch).padStart(4, '0')}.png`);
  const grid = decode(await readFile(file));
  for (const [row, latent] of LATENTS.entries())
    for (let y = 0; y < side; y += 1) {
      const from = (Math.floor(latent / gridColumns) * side + y) * grid.width + (latent % gridColumns) * side;
      data.set(grid.data.subarray(from, from + side), (row * side + y) * width + column * side);
    }
}

await writeFile(join(TARGET, 'wall.png'), encode({ width, height: LATENTS.length * side, data, channels: 1 }));
await writeFile(
  join(TARGET, 'wall.json'),
  `${JSON.stringify({ preset: record.config.preset, dataset: record.dataset.name, side, rows: LATENTS.length, epochs: EPOCHS }, null, 2)}\n`,
);
