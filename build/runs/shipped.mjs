// Trains the finished run that ships, and writes resources/runs and what the app knows of it:
//
//   node build/runs/shipped.mjs [--steps 200]
//
// Fewer steps try it out. The numbers of a CPU are the same again on one of the same kind (docs/decisions/020-the-same-run.md).
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandLine } from '../setup/launch.mjs';
import { PROJECT } from '../setup/paths.mjs';
import { main, setUp } from '../setup/setup.mjs';

/** Sixteen epochs of 60,000 images: about ten minutes on two cores. */
const STEPS = 16 * 1875;
/** Those of the first duel, with an EMA for a longer run. */
const SETTINGS = {
  name: 'Clothes, already trained',
  seed: '1',
  device: 'cpu',
  batch: '32',
  'network.width': '0.25',
  'ema.halfLife': '10000',
  'ema.warmup': 'seen',
};
const FILE = 'clothes.forger.zip';
const FOLDER = join(PROJECT, 'resources/runs');
const KNOWN = join(PROJECT, 'electron/engine/host/run-file/shipped.json');

await main(async () => {
  const { values } = parseArgs({ options: { steps: { type: 'string', default: String(STEPS) } } });
  const { environment } = await setUp({ window: false, quiet: true });
  const library = await mkdtemp(join(tmpdir(), 'forger-shipped-run-'));
  /** @param {string[]} words */
  const forger = async (...words) => {
    const code = await commandLine([...words, '--library', library], environment);
    if (code !== 0) throw new Error(`forger ${words[0]} ended with ${code}.`);
  };
  try {
    const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const recipe = ['--preset', 'dcgan-64', '--dataset', 'fashion-mnist', '--steps', values.steps];
    await forger('train', ...recipe, ...settings);
    const [id = ''] = (await readdir(join(library, 'runs'))).filter((name) => !name.startsWith('.'));
    const path = join(FOLDER, FILE);
    await forger('bundle', id, '--checkpoints', 'newest', '--out', path, '--force');
    const { versions } = JSON.parse(await readFile(join(library, 'runs', id, 'run.json'), 'utf8'));
    const file = await readFile(path);
    const sha256 = createHash('sha256').update(file).digest('hex');
    const known = { file: FILE, run: id, steps: Number(values.steps), versions, sha256 };
    await writeFile(KNOWN, `${JSON.stringify(known, null, 2)}\n`);
    console.log(`${path}: ${file.length} bytes, SHA-256 ${sha256}`);
    return 0;
  } finally {
    await rm(library, { recursive: true, force: true });
  }
});
