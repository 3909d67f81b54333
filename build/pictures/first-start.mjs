// Makes the picture wall of the first start from the first duel:
//
//   npm run forger -- quick-start
//   node build/pictures/first-start.mjs <folder of that run>
//
// A column is a step, a row is one fixed latent, as the EMA draws it. Both are written into renderer/src/first-start/.
import { decode, encode } from 'fast-png';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { format } from 'prettier';

const STEPS = [0, 100, 300, 900, 2000, 4500, 9300];
/** Latents of the grid, by number, chosen for variety. */
const LATENTS = [7, 44, 6, 45, 43, 9];
const TARGET = resolve(import.meta.dirname, '../../renderer/src/first-start');

const [run] = process.argv.slice(2);
if (run === undefined) throw new Error('Name the folder of a run: node build/pictures/first-start.mjs <run>');

const record = JSON.parse(await readFile(join(run, 'run.json'), 'utf8'));
const { width: side } = record.dataset.image;
const gridColumns = Math.ceil(Math.sqrt(record.config['samples.count']));
const width = STEPS.length * side;
const data = new Uint8Array(width * LATENTS.length * side);

for (const [column, step] of STEPS.entries()) {
  const file = join(
    run,
    'samples',
    step === 0 ? 'epoch-0000-average.png' : `step-${String(step).padStart(8, '0')}-average.png`,
  );
  const grid = decode(await readFile(file));
  for (const [row, latent] of LATENTS.entries())
    for (let y = 0; y < side; y += 1) {
      const from = (Math.floor(latent / gridColumns) * side + y) * grid.width + (latent % gridColumns) * side;
      data.set(grid.data.subarray(from, from + side), (row * side + y) * width + column * side);
    }
}

await writeFile(join(TARGET, 'wall.png'), encode({ width, height: LATENTS.length * side, data, channels: 1 }));
const facts = { preset: record.config.preset, dataset: record.dataset.name, side, rows: LATENTS.length, steps: STEPS };
await writeFile(join(TARGET, 'wall.json'), await format(JSON.stringify(facts), { parser: 'json' }));
