// Trains the finished run that ships, and writes resources/runs and what the app knows of it:
//
//   node build/runs/shipped.mjs
//
// The numbers of a CPU are the same again on one of the same kind (docs/decisions/020-the-same-run.md).
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../setup/launch.mjs';
import { PROJECT } from '../setup/paths.mjs';
import { main, setUp } from '../setup/setup.mjs';

/** The first duel's, to its end (electron/shared/quick-start.ts), with fewer grids of samples: they would be most of the file. */
const SETTINGS = {
  name: 'Clothes, already trained',
  preset: 'dcgan-64',
  dataset: 'fashion-mnist',
  epochs: '5',
  batch: '32',
  'network.width': '0.25',
  'ema.halfLife': '5000',
  'ema.warmup': 'seen',
  'samples.everySteps': '500',
};
const MOST_BYTES = 10_000_000;
const FILE = 'clothes.forger.zip';
const FOLDER = join(PROJECT, 'resources/runs');
const KNOWN = join(PROJECT, 'electron/engine/host/run-file/shipped.json');

await main(async () => {
  const { environment } = await setUp({ window: false, quiet: true });
  const library = await mkdtemp(join(tmpdir(), 'forger-shipped-run-'));
  /** @param {string[]} words */
  const forger = async (...words) => {
    const code = await commandLine([...words, '--library', library], environment);
    if (code !== 0) throw new Error(`forger ${words[0]} ended with ${code}.`);
  };
  try {
    const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    await forger('train', ...settings);
    const runs = join(library, 'runs');
    const [id = ''] = (await readdir(runs)).filter((name) => !name.startsWith('.'));
    const folder = join(runs, id);
    const path = join(FOLDER, FILE);
    await forger('bundle', id, '--checkpoints', 'newest', '--out', path, '--force');
    const { versions } = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
    const { step: steps } = JSON.parse(await readFile(join(folder, 'status.json'), 'utf8'));
    const file = await readFile(path);
    if (file.length > MOST_BYTES) throw new Error(`${path} has ${file.length} bytes, and may have ${MOST_BYTES}.`);
    const sha256 = createHash('sha256').update(file).digest('hex');
    await writeFile(KNOWN, `${JSON.stringify({ file: FILE, run: id, steps, versions, sha256 }, null, 2)}\n`);
    console.log(`${path}: ${file.length} bytes, SHA-256 ${sha256}`);
    return 0;
  } finally {
    await rm(library, { recursive: true, force: true });
  }
});
