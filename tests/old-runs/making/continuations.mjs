import { WANTED } from './wanted-runs.mjs';

/**
 * One way in which what was kept goes on: commands, and the run that they leave behind.
 * @typedef {object} Continuation
 * @property {string} title
 * @property {'library' | 'elsewhere'} library the kept library, or a new one
 * @property {string} run id or name of the run at the end
 * @property {string[][]} commands without `--library`; `{files}` stands for the folder of kept files
 * @property {string} [kept] id of the run that was kept, where its files are to be looked at before
 * @property {number} [threads] of TensorFlow; all where left out
 * @property {boolean} [bfloat16] needs a processor that multiplies in bfloat16
 * @property {boolean} [compiled] its steps run as a compiled graph
 */

/** What the maker knows of a run it made: its list entry. @typedef {{ id: string, name: string, status: { step: number, execution?: string }, stepsPerEpoch: number }} MadeRun */

/** So many more steps at least. */
const MORE = 3;

/** @param {MadeRun} run */
const resume = ({ id, status, stepsPerEpoch }) => [
  'resume',
  id,
  '--epochs',
  String(Math.ceil((status.step + MORE) / stepsPerEpoch)),
];

const open = (/** @type {string | undefined} */ file) => ['open', `{files}/${file}`];

/** @param {string} run @param {string} name @param {string[]} more */
const branch = (run, name, ...more) => ['train', '--from', run, '--name', name, '--epochs', '1', ...more];

/** Runs kept as run files: with their images, and without. */
export const BUNDLED = [
  { name: 'gans-mlp', file: 'finished-with-images.forger.zip', images: true },
  { name: 'own convolutional networks, stopped', file: 'stopped-own-networks.forger.zip', images: true },
  { name: 'average, interrupted', file: 'interrupted.forger.zip', images: false },
];
/** Deleted, and to be brought back. */
export const DELETED = 'several updates a step';
export const NETWORKS_FILE = 'networks.json';
export const PRESET_FILE = 'own-recipe.forger-preset.json';

/**
 * @param {readonly MadeRun[]} runs
 * @param {{ preset: string, images: string }} saved ids of the saved recipe and of images that it takes
 * @returns {Continuation[]}
 */
export function continuationsOf(runs, saved) {
  const named = (/** @type {string} */ name) => {
    const run = runs.find((candidate) => candidate.name === name);
    if (!run) throw new Error(`No run is called ${name}.`);
    return run;
  };
  const ofRuns = WANTED.map(({ name, end, threads, settings }) => {
    const run = named(name);
    const needs = {
      ...(threads !== undefined && { threads }),
      ...(settings?.['precision'] === 'bfloat16' && { bfloat16: true }),
      compiled: run.status.execution !== 'eager',
    };
    const shared = { title: name, library: /** @type {const} */ ('library'), run: run.id, ...needs };
    if (name === DELETED) return { ...shared, commands: [['undelete'], resume(run)] };
    const known = { ...shared, kept: run.id };
    if (end === 'diverged') {
      const rates = ['generator', 'discriminator'].flatMap((player) => [
        '--set',
        `optimizer.${player}.learningRate=0.001`,
      ]);
      return {
        ...known,
        run: 'after it diverged',
        commands: [branch(run.id, 'after it diverged', '--step', '2', ...rates)],
      };
    }
    return { ...known, commands: [resume(run)] };
  });
  const branched = ['dcgan-64', 'average, batch norm, stopped'].map((name) => {
    const { id, status } = named(name);
    const from = ['--step', String(status.step), '--set', 'augment.translation=on'];
    return {
      title: `a run from a checkpoint of: ${name}`,
      library: /** @type {const} */ ('library'),
      run: `from ${name}`,
      commands: [branch(id, `from ${name}`, ...from)],
      compiled: true,
    };
  });
  const opened = BUNDLED.map(({ name, file, images }) => ({
    title: `a run file: ${name}`,
    library: /** @type {const} */ ('elsewhere'),
    run: named(name).id,
    // One without its images finds them in the library.
    commands: [...(images ? [] : [open(BUNDLED[0]?.file)]), open(file), resume(named(name))],
    compiled: named(name).status.execution !== 'eager',
  }));
  const train = (/** @type {string} */ name, /** @type {string[]} */ ...how) => ({
    title: name,
    library: /** @type {const} */ ('library'),
    run: name,
    commands: [['train', '--name', name, '--dataset', saved.images, '--execution', 'graph', '--epochs', '1', ...how]],
    compiled: true,
  });
  const small = ['--batch', '8', '--set', 'latent.size=8', '--device', 'cpu'];
  return [
    ...ofRuns,
    ...branched,
    ...opened,
    train('a new run by a saved recipe', '--preset', saved.preset),
    ...[NETWORKS_FILE, PRESET_FILE].map((file) =>
      train(`a new run of the networks in ${file}`, '--preset', 'dcgan-64', '--networks', `{files}/${file}`, ...small),
    ),
  ];
}
