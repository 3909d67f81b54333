import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { oldEnvironment } from './old-program.mjs';

const COMMON = {
  device: 'cpu',
  batch: 8,
  epochs: 1,
  'network.width': 0.03125,
  'latent.size': 8,
  'samples.count': 4,
};
/** Of runs that something ends before their length. */
const ENDLESS = { epochs: 100_000, 'checkpoint.everySteps': 4, 'checkpoint.keep': 'newest' };
const POLL_MS = 2;
const PATIENCE_MS = 120_000;

/**
 * @typedef {object} Place
 * @property {string} script the old command line
 * @property {string} library
 * @property {string} cache of the old program
 * @property {Record<string, string>} datasets ids by what the images are called here
 * @property {(kind: string) => string} networks path of a file of own networks
 * @property {import('./old-program.mjs').OldProgram} program
 * @property {import('./old-sources.mjs').OldSources} sources
 */

/** @param {import('./wanted-runs.mjs').WantedRun} wanted @param {Place} place @returns {string[]} */
function trainCommand(wanted, { library, datasets, networks }) {
  const { name, preset, images, settings = {}, end = 'finished', from } = wanted;
  const all = { ...COMMON, ...(end !== 'finished' && ENDLESS), ...settings };
  // Own networks and those of a parent are as they are; a branch has the settings of its parent.
  const given = Object.entries(from ? { epochs: 1, ...settings } : all).filter(
    ([key]) => !(wanted.networks && key === 'network.width'),
  );
  const source = from
    ? ['--from', from]
    : [
        '--preset',
        preset,
        '--dataset',
        datasets[images] ?? images,
        ...(wanted.networks ? ['--networks', networks(wanted.networks)] : []),
      ];
  const sets = given.flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  return ['train', '--name', name, ...source, ...sets, '--library', library];
}

/** Waits until something is so. @param {() => Promise<boolean>} isSo @param {string} what */
async function until(isSo, what) {
  for (const from = Date.now(); !(await isSo()); await sleep(POLL_MS))
    if (Date.now() - from > PATIENCE_MS) throw new Error(`Waited in vain: ${what}`);
}

const namesIn = (/** @type {string} */ folder) => readdir(folder).catch(() => /** @type {string[]} */ ([]));

/** Whether a run that is not among `before` has come as far as its end asks. */
async function cameSoFar(
  /** @type {string} */ library,
  /** @type {readonly string[]} */ before,
  /** @type {string} */ end,
) {
  const id = (await namesIn(join(library, 'runs'))).find((name) => !name.startsWith('.') && !before.includes(name));
  if (id === undefined) return false;
  const inside = (/** @type {string} */ name) => join(library, 'runs', id, name);
  if (end === 'waiting') return true;
  if (end === 'begun') return (await namesIn(inside('samples'))).length > 0;
  return (await namesIn(inside('checkpoints'))).some((name) => !name.startsWith('.'));
}

/** Trains in a process of its own, which a signal ends. */
async function trainUntil(/** @type {import('./wanted-runs.mjs').WantedRun} */ wanted, /** @type {Place} */ place) {
  const { end, threads } = wanted;
  const before = await namesIn(join(place.library, 'runs'));
  const env = { ...oldEnvironment(place.cache), ...(threads && { TF_NUM_INTRAOP_THREADS: String(threads) }) };
  const child = spawn(process.execPath, [place.script, ...trainCommand(wanted, place)], { env, stdio: 'ignore' });
  const gone = once(child, 'exit');
  await until(() => cameSoFar(place.library, before, end ?? ''), `${wanted.name} to be ${end}`);
  child.kill(end === 'interrupted' || end === 'begun' || end === 'waiting' ? 'SIGKILL' : 'SIGINT');
  await gone;
  const id = (await namesIn(join(place.library, 'runs'))).find((name) => !before.includes(name));
  if (id === undefined) throw new Error(`${wanted.name} was not made.`);
  return id;
}

/** Goes on with a run as the window does, pauses it, and is killed. */
async function pauseAndKill(/** @type {string} */ id, /** @type {Place} */ { script, library, cache }) {
  const engine = fork(join(dirname(script), 'engine.js'), [], {
    execArgv: [],
    env: oldEnvironment(cache),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const heard = (/** @type {string} */ type) =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) =>
        engine.on('message', (message) => /** @type {{ type: string }} */ (message).type === type && resolve()),
      )
    );
  await heard('ready');
  const training = heard('done');
  engine.send({ type: 'train', request: 1, library, run: id });
  await training;
  engine.send({ type: 'pause', request: 2, run: id });
  const status = async () => JSON.parse(await readFile(join(library, 'runs', id, 'status.json'), 'utf8')).state;
  await until(async () => (await status().catch(() => '')) === 'paused', `${id} to pause`);
  const gone = once(engine, 'exit');
  engine.kill('SIGKILL');
  await gone;
}

/** Ends a run by an error: its images are not there when it goes on. */
async function fail(
  /** @type {string} */ id,
  /** @type {string} */ dataset,
  /** @type {Place} */ { library, program },
) {
  const folder = join(library, 'datasets', dataset);
  await rename(folder, `${library}-away`);
  await program.run(['resume', id, '--library', library]);
  await rename(`${library}-away`, folder);
}

/** Makes the old program believe that a run like this one was measured here, and XLA found to be the fastest. */
async function preferXla(/** @type {string} */ like, /** @type {Place} */ { library, cache, sources, program }) {
  const { id } = JSON.parse(await program.must(['runs', '--json', '--library', library])).find(
    (/** @type {{ name: string }} */ { name }) => name === like,
  );
  const record = JSON.parse(await readFile(join(library, 'runs', id, 'run.json'), 'utf8'));
  const { stepTimesKey, keepStepTimes } = await sources('/electron/engine/host/step-times.ts');
  process.env['FORGER_CACHE'] = cache;
  await keepStepTimes(stepTimesKey(record, record.device), { graph: 1e9, xla: 1 });
}

/**
 * Makes one run and ends it as is wanted.
 * @param {import('./wanted-runs.mjs').WantedRun} wanted
 * @param {Place} place
 */
export async function makeRun(wanted, place) {
  const { end = 'finished', images, like } = wanted;
  if (like !== undefined) await preferXla(like, place);
  if (end === 'finished') return void (await place.program.must(trainCommand(wanted, place)));
  if (end === 'diverged') return void (await place.program.run(trainCommand(wanted, place)));
  const id = await trainUntil(wanted, place);
  if (end === 'paused') await pauseAndKill(id, place);
  if (end === 'failed') await fail(id, place.datasets[images] ?? '', place);
}
