import { totalmem } from 'node:os';
import { withEvaluations } from '@shared/checkpoint-evaluation.ts';
import { onImages, requireHeldOut } from '@shared/config/own-images.ts';
import { ConfigError, publishedRecipe, resolveFrom, stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import { withScheduleLength } from '@shared/config/schedules.ts';
import type { RunConfig, RunConfigInput } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { DeviceReport } from '@shared/doctor.ts';
import { leastTrainingBytes } from '@shared/network/memory.ts';
import { LayerError } from '@shared/network/summary.ts';
import { findPreset, NetworkFitError, type Preset } from '@shared/presets/index.ts';
import { networksFor, SHAPING_SETTINGS, type ChosenRecipe, type OwnNetworks } from '@shared/presets/own-networks.ts';
import { imagesOf } from '@shared/recommend/recipe.ts';
import { isUserPresetId, recipeOf } from '@shared/presets/user-preset.ts';
import type { RunRecord } from '@shared/run.ts';
import { runDeviceOf } from '@shared/run-device.ts';
import { wayOf } from '@shared/way.ts';
import { version } from '../../../package.json';
import { datasetNamed } from '../../data/named.ts';
import type { Library } from '../../store/index.ts';
import { readPreset } from '../../store/presets.ts';
import type { RunPlace } from '../../store/record.ts';
import { fitDisk, requireRoom } from './disk-of-run.ts';
import { threadsHere, type Devices } from './run-way.ts';

export interface PrepareArguments {
  library: Library;
  bundledDir: string;
  /** Its recipe may be a user's preset in the library. */
  input: RunConfigInput;
  /** In place of the recipe's, or the preset's. */
  networks?: OwnNetworks | undefined;
  /** Asked of another process where one holds the device; left out, this one opens it. */
  devices?: Devices;
  /** Told in a sentence what was decided beside what was asked. */
  onDecided?: (sentence: string) => void;
}

/** Everything that decides a run but where it trains. */
export type PlannedRun = Omit<Parameters<Library['createRun']>[0], 'device' | 'way' | 'versions'>;

/**
 * Works out everything that decides a run; nothing is written.
 * @throws {ConfigError} for settings; {ForgerError} not-found for images or recipe, out-of-memory
 */
export async function planRun(asked: Omit<PrepareArguments, 'devices'>): Promise<PlannedRun> {
  const { library, bundledDir } = asked;
  const { title, ownName, ...recipe } = await chooseRecipe(asked);
  const dataset = await datasetNamed(library.dir, bundledDir, asked.input.dataset);
  const { preset } = recipe;
  const config = resolveFrom(onImages(preset, dataset), { ...asked.input, preset: preset.id, dataset: dataset.id });
  requireHeldOut(config, dataset);
  requireLearning(config);
  const run = {
    name: config.name || `${title} on ${dataset.name}`.slice(0, MAX_NAME),
    config,
    recipe: preset.recipe,
    dataset: datasetFacts(dataset),
    networks: fittingNetworks(recipe, config, dataset),
    ...(recipe.own && { own: { name: ownName } }),
    stepsPerEpoch: stepsPerEpoch(config, dataset.count),
    totalSteps: totalSteps(config, dataset.count),
  };
  const measured = withEvaluations(run, asked.input['evaluations.every']);
  const scheduled = withScheduleLength(measured);
  return fitDisk(library, scheduled, { settings: asked.input, onDecided: asked.onDecided });
}

/** @throws {ConfigError} where layers with new weights would never learn */
function requireLearning({ 'transfer.frozen': frozen }: RunConfig): void {
  if (frozen > 0)
    throw new ConfigError(
      'A new run begins with new weights, and D’s first layers would never learn: set transfer.frozen to 0, or begin from a checkpoint (--from).',
      'transfer.frozen',
    );
}

/**
 * Works out everything that decides a run and writes it into the library; nothing trains yet.
 * @throws {ConfigError} for settings; {ForgerError} not-found for images or recipe, no-space, device-unavailable
 */
export async function prepareRun(asked: PrepareArguments): Promise<RunRecord> {
  const planned = await planRun(asked);
  await requireRoom(asked.library, planned);
  return asked.library.createRun({ ...planned, ...(await placeOf(planned.config, asked.devices)) });
}

export const MAX_NAME = 120;

const versions = (): RunRecord['versions'] => ({ forger: version, node: process.versions.node });

/** What a run's record says of its images. */
export const datasetFacts = ({ id, name, hash, count, image, labels }: DatasetRecord): RunRecord['dataset'] => ({
  ...{ id, name, hash, count, image },
  ...(labels && { labels }),
});

/**
 * Where a new run trains, the way its steps run there, and the versions of what runs them.
 * @throws {ForgerError} device-unavailable
 */
export async function placeOf(
  config: RunConfig,
  devices: Devices | undefined,
): Promise<RunPlace & Pick<RunRecord, 'versions'>> {
  const report = await deviceFor(config, devices);
  const way = wayOf(config, report.kind, threadsHere());
  return { device: runDeviceOf(report), way, versions: { ...versions(), ...report.versions } };
}

/** @throws {ForgerError} device-unavailable */
async function deviceFor({ device: asked }: RunConfig, devices: Devices | undefined): Promise<DeviceReport> {
  const found = devices ?? (await (await import('./devices.ts')).listDevices());
  const kind = asked === 'auto' ? found.chosen : asked;
  const device = found.devices.find((report) => report.kind === kind);
  if (device?.available) return device;
  throw new ForgerError(
    'device-unavailable',
    `${device?.title ?? kind} cannot be used: ${device?.note ?? 'it is not here.'}`,
  );
}

interface Chosen extends ChosenRecipe {
  title: string;
  ownName: string;
}

/**
 * The recipe asked for; of a user's preset, the published one it trains by, with the settings it was saved with.
 * @throws {ConfigError} for settings; {ForgerError} for a preset that is not there
 */
export async function chooseRecipe({
  library,
  input,
  networks,
}: Pick<PrepareArguments, 'library' | 'input' | 'networks'>): Promise<Chosen> {
  const user = isUserPresetId(input.preset) ? await readPreset(library.dir, input.preset) : null;
  const recipe = user && recipeOf(user);
  const own = networks ?? recipe?.own ?? null;
  const shaping = own && SHAPING_SETTINGS.find((key) => input[key] !== undefined);
  if (shaping)
    throw new ConfigError(`${shaping} changes a recipe's networks; your own are taken as they are.`, shaping);
  const preset = recipe?.preset ?? publishedRecipe(input.preset);
  const title = user?.name ?? (networks ? `${preset.title}, own networks,` : preset.title);
  return { preset, own, title, ownName: user?.name ?? '' };
}

/** @throws {ForgerError} not-found */
export function requirePreset(id: string): Preset {
  const preset = findPreset(id);
  if (!preset) throw new ForgerError('not-found', `This version of Forger has no recipe called "${id}".`);
  return preset;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** @throws {ForgerError} out-of-memory where this machine could never train them */
export function requireMemory(networks: RunRecord['networks'], config: RunConfig): void {
  const least = leastTrainingBytes(networks, config);
  if (least <= totalmem()) return;
  throw new ForgerError(
    'out-of-memory',
    `Training these networks takes at least ${gigabytes(least)} of memory; this machine has ${gigabytes(totalmem())}. Make layers, images or batch smaller.`,
  );
}

/** The networks for these images. Where the recipe does not fit them, the error says why in the words of the layer at fault. */
function fittingNetworks(recipe: ChosenRecipe, config: RunConfig, dataset: DatasetRecord): RunRecord['networks'] {
  try {
    const networks = networksFor(recipe, config, imagesOf(dataset));
    requireMemory(networks, config);
    return networks;
  } catch (error) {
    if (error instanceof LayerError || error instanceof NetworkFitError)
      throw new ForgerError('invalid-config', error.message, { cause: error });
    throw error;
  }
}
