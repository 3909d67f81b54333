import { differencesOf, settingsOf, type Advised } from '@shared/recommend/advice.ts';
import { recommend, type Pace, type Recommendation } from '@shared/recommend/index.ts';
import type { ConfigKey, RunConfigInput, RunSettings } from '@shared/config/schema.ts';
import type { OwnNetworks } from '@shared/presets/own-networks.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';
import { datasetNamed } from '../../data/named.ts';
import type { Library } from '../../store/index.ts';
import { paceOfRuns } from './pace-of-runs.ts';
import type { ProbeLauncher } from './preflight/apart.ts';
import { preflight } from './preflight/preflight.ts';
import { chooseRecipe, planRun, type PlannedRun } from './prepare-run.ts';
import type { Devices } from './run-way.ts';

export interface RecommendArguments {
  library: Library;
  bundledDir: string;
  /** Id or name of the images. */
  dataset: string;
  devices: Devices;
  launch: ProbeLauncher;
  signal: AbortSignal;
  /** A few real steps are tried where it is not known how long they take. */
  measure: boolean;
}

/**
 * What to train on images of the library, by what is known of them and of this machine: steps that were tried, or runs that
 * trained here.
 * @throws {ForgerError} not-found, cancelled; where steps were to be tried, what kept them
 */
export async function recommendFor(asked: RecommendArguments): Promise<Recommendation> {
  const { library, bundledDir, devices } = asked;
  const dataset = await datasetNamed(library.dir, bundledDir, asked.dataset);
  const guess = recommend(dataset, await paceOfRuns(library, devices));
  const input = { ...guess.settings, preset: guess.preset, dataset: dataset.id };
  const tried = await paceTried(asked, await planRun({ library, bundledDir, input }));
  return tried ? recommend(dataset, tried) : guess;
}

export interface AdviseArguments extends Omit<RecommendArguments, 'dataset' | 'measure'> {
  /** What was asked for, which stays as it is. */
  input: RunConfigInput;
  networks?: OwnNetworks | undefined;
}

/** A run with what is advised today. */
export interface AdvisedRun {
  input: RunConfigInput;
  /** Of it, what differs from the recipe and was not asked for. */
  advice: Advised[];
}

/**
 * A run that is asked for, with what is advised today wherever nothing was asked: nothing is measured for it.
 * @throws {ForgerError} not-found; {ConfigError} for settings
 */
export async function adviseRun(asked: AdviseArguments): Promise<AdvisedRun> {
  const { library, bundledDir, input, networks } = asked;
  const { preset, own } = await chooseRecipe({ library, input, networks });
  const dataset = await datasetNamed(library.dir, bundledDir, input.dataset);
  const { pace } = await recommendFor({ ...asked, dataset: dataset.id, measure: false });
  const { preset: _preset, dataset: _dataset, ...settings } = input;
  const subject = { preset, settings: settings as Partial<RunSettings>, dataset, own: own !== null };
  const advice = differencesOf(subject, pace)
    .map((one) => ({ ...one, settings: notAsked(one.settings, input) }))
    .filter(({ settings: left }) => Object.keys(left).length > 0);
  return { input: { ...input, ...settingsOf(advice) }, advice };
}

const notAsked = (settings: Partial<RunSettings>, input: RunConfigInput): Partial<RunSettings> =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => input[key as ConfigKey] === undefined));

/** By what a run's steps took where they were tried: of the device that it would train on. */
async function paceTried(asked: RecommendArguments, run: PlannedRun): Promise<Pace | null> {
  const { library, bundledDir, devices, launch, signal, measure } = asked;
  const chosen = { ...devices, devices: devices.devices.filter(({ kind }) => kind === devices.chosen) };
  const { devices: findings } = await preflight({
    ...{ library, bundledDir, run, launch, signal },
    devices: chosen,
    onChange: () => undefined,
    knownOnly: !measure,
  });
  const [found] = findings;
  if (found?.state !== 'measured') return null;
  return { products: (stepProducts(run) * 1000) / found.msPerStep, from: 'measured on these images' };
}
