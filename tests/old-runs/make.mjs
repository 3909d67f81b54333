// Makes a library of old runs: what a version of Forger wrote, and where that version comes when it goes on.
//
//   node tests/old-runs/make.mjs <checkout>
//
// <checkout> is a checkout of that version, set up and built (npm run setup, npm run build). See README.md.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pack } from './making/archive.mjs';
import { BUNDLED, continuationsOf, DELETED, NETWORKS_FILE, PRESET_FILE } from './making/continuations.mjs';
import { goOn } from './making/go-on.mjs';
import { makeRun } from './making/make-runs.mjs';
import { OldProgram } from './making/old-program.mjs';
import { openSources } from './making/old-sources.mjs';
import { writeTinyImages } from './making/tiny-images.mjs';
import { OWN_NETWORKS, WANTED } from './making/wanted-runs.mjs';

const STATES = { paused: 'interrupted', begun: 'interrupted' };

/** Saves own networks as the window does, in the library and as a file. @returns {Promise<string>} its id */
async function saveRecipe(
  /** @type {import('./making/old-sources.mjs').OldSources} */ sources,
  /** @type {string} */ library,
  /** @type {string} */ files,
) {
  const { savePreset, exportPreset } = await sources('/electron/store/presets.ts');
  const draft = {
    name: 'Own recipe',
    base: 'dcgan-64',
    settings: { batch: 8, 'latent.size': 8, 'samples.count': 4, 'labels.real.low': 0.9 },
    image: { height: 16, width: 16, channels: 3 },
    networks: OWN_NETWORKS.convolutional,
  };
  await exportPreset(draft, files, PRESET_FILE.replace('.forger-preset.json', ''));
  return (await savePreset(library, draft)).id;
}

async function importImages(
  /** @type {OldProgram} */ program,
  /** @type {string} */ library,
  /** @type {string} */ images,
) {
  const get = async (/** @type {string[]} */ ...words) =>
    String(JSON.parse(await program.must([...words, '--json', '--library', library])).id);
  const folder = (/** @type {string} */ name, /** @type {number} */ side, /** @type {number} */ channels) =>
    get(
      'import',
      join(images, name),
      '--name',
      `${name} ${side}`,
      '--size',
      String(side),
      '--channels',
      String(channels),
    );
  return {
    grey8: await folder('grey', 8, 1),
    grey16: await folder('grey', 16, 1),
    colour16: await folder('colour', 16, 3),
    idx28: await get('import', join(images, 'idx', 'train-images-idx3-ubyte')),
    letters16: await get('letters', '--name', 'Few letters', '--characters', 'AB', '--count', '32', '--size', '16'),
  };
}

const [given = ''] = process.argv.slice(2);
const checkout = resolve(given);
const script = join(checkout, 'out/main/cli.js');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: checkout, encoding: 'utf8' }).trim();
const made = join(import.meta.dirname, commit);
const work = await mkdtemp(join(tmpdir(), 'forger-old-runs-'));
const kept = join(work, 'kept');
const [library, files, cache] = [join(kept, 'library'), join(kept, 'files'), join(work, 'cache')];
for (const folder of [files, library, cache]) await mkdir(folder, { recursive: true });

await writeTinyImages(join(checkout, 'resources/datasets/fashion-mnist'), join(work, 'images'));
await writeFile(join(files, NETWORKS_FILE), JSON.stringify(OWN_NETWORKS.convolutional, null, 2));
await writeFile(join(work, 'dense.json'), JSON.stringify(OWN_NETWORKS.dense));
const program = new OldProgram(script, cache);
const { sources, close: closeSources } = await openSources(checkout);
const datasets = await importImages(program, library, join(work, 'images'));
const networks = (/** @type {string} */ kind) =>
  kind === 'dense' ? join(work, 'dense.json') : join(files, NETWORKS_FILE);
for (const wanted of WANTED) {
  console.log(wanted.name);
  await makeRun(wanted, { script, library, cache, datasets, networks, program, sources });
}
const preset = await saveRecipe(sources, library, files);
await closeSources();

/** @type {import('./making/continuations.mjs').MadeRun[]} */
const runs = JSON.parse(await program.must(['runs', '--json', '--library', library]));
for (const { name, end = 'finished' } of WANTED) {
  const state = /** @type {{ status: { state?: string } } | undefined} */ (runs.find((run) => run.name === name))
    ?.status.state;
  const expected = /** @type {Record<string, string>} */ (STATES)[end] ?? end;
  if (state !== expected) throw new Error(`${name} is ${state}, and should be ${expected}.`);
}
const idOf = (/** @type {string} */ name) => runs.find((run) => run.name === name)?.id ?? name;
for (const { name, file, images } of BUNDLED)
  await program.must([
    'bundle',
    idOf(name),
    '--out',
    join(files, file),
    ...(images ? ['--with-images'] : []),
    '--library',
    library,
  ]);
await program.must(['pin', idOf('lsgan'), '4', '--library', library]);
/** @type {Record<string, unknown>} */
const atRest = {};
for (const { id } of runs) {
  const { code, out } = await program.run(['fingerprint', id, '--json', '--library', library]);
  // Those that were killed before their first checkpoint have none.
  atRest[id] = code === 0 ? JSON.parse(out) : null;
}
await program.must(['delete', idOf(DELETED), '--yes', '--library', library]);
await program.close();

const continuations = continuationsOf(runs, { preset, images: datasets.colour16 });
const copy = join(work, 'copy');
await cp(kept, copy, { recursive: true, preserveTimestamps: true });
const reached = await goOn(continuations, { script, folder: copy, cache: join(work, 'empty-cache') });

await rm(made, { recursive: true, force: true });
await mkdir(made);
await pack(kept, join(made, 'kept.tar.gz'));
await pack(checkout, join(made, 'program.tar.gz'), (path) =>
  /(^|\/)(out(\/main(\/.*\.js|\/chunks)?)?)?$/.test(path.slice(checkout.length + 1)),
);
const [processor] = cpus();
/** A line for each continuation. */
const lines = continuations.map((continuation, at) =>
  JSON.stringify({ ...continuation, before: atRest[continuation.kept ?? ''] ?? null, after: reached[at] }),
);
const here = { model: processor?.model, cores: cpus().length, architecture: process.arch };
const head = `"commit":${JSON.stringify(commit)},\n"processor":${JSON.stringify(here)}`;
await writeFile(join(made, 'fingerprints.json'), `{\n${head},\n"continuations":[\n${lines.join(',\n')}\n]\n}\n`);
console.log(`${continuations.length} continuations of ${runs.length} runs are in ${made}`);
await rm(work, { recursive: true });
