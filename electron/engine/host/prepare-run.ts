import { resolveConfig, stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import type { RunConfig, RunConfigInput } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import { LayerError, summarizePair } from '@shared/network/summary.ts';
import { findPreset, NetworkFitError, networksOf, type Preset } from '@shared/presets/index.ts';
import type { RunRecord } from '@shared/run.ts';
import { version } from '../../../package.json';
import { listDatasets } from '../../data/index.ts';
import type { Library } from '../../store/index.ts';

/** The first screen's run: real images, first samples within seconds, recognisable clothes within minutes. */
export const QUICK_START: RunConfigInput = {
  name: 'First light',
  preset: 'fashion-gan-torch',
  dataset: 'fashion-mnist',
  epochs: 10,
  'samples.everySteps': 50,
};

/** What this machine trains on, as {@link listDevices} says. */
export interface Devices {
  devices: readonly DeviceReport[];
  chosen: DeviceKind;
}

export interface PrepareArguments {
  library: Library;
  bundledDir: string;
  input: RunConfigInput;
  /** Asked of another process where one holds the device; left out, this one opens it. */
  devices?: Devices;
}

/**
 * Works out everything that decides a run and writes it into the library; nothing trains yet.
 * @throws {ConfigError} for settings; {ForgerError} not-found for images or recipe, device-unavailable
 */
export async function prepareRun({ library, bundledDir, input, devices }: PrepareArguments): Promise<RunRecord> {
  const config = resolveConfig(input);
  const preset = requirePreset(config.preset);
  const dataset = await findDataset(library, bundledDir, config.dataset);
  const networks = fittingNetworks(preset, config, dataset);
  const { devices: reports, chosen } = devices ?? (await (await import('./devices.ts')).listDevices());
  const kind = config.device === 'auto' ? chosen : config.device;
  const device = reports.find((report) => report.kind === kind);
  if (!device?.available)
    throw new ForgerError(
      'device-unavailable',
      `${device?.title ?? kind} cannot be used: ${device?.note ?? 'it is not here.'}`,
    );
  return library.createRun({
    name: config.name || `${preset.title} on ${dataset.name}`,
    config,
    dataset: { id: dataset.id, name: dataset.name, hash: dataset.hash, count: dataset.count, image: dataset.image },
    networks,
    stepsPerEpoch: stepsPerEpoch(config, dataset.count),
    totalSteps: totalSteps(config, dataset.count),
    versions: { forger: version, node: process.versions.node },
    device: device.title,
  });
}

/** @throws {ForgerError} not-found */
export function requirePreset(id: string): Preset {
  const preset = findPreset(id);
  if (!preset) throw new ForgerError('not-found', `This version of Forger has no recipe called "${id}".`);
  return preset;
}

async function findDataset(library: Library, bundledDir: string, id: string): Promise<DatasetRecord> {
  for (const summary of await listDatasets(library.dir, bundledDir)) {
    if (summary.state === 'ready' && summary.record.id === id) return summary.record;
    if (summary.state === 'offered' && summary.id === id)
      throw new ForgerError('not-found', `${summary.name} is not here yet. Get it first, under Data sets.`);
  }
  throw new ForgerError('not-found', `There is no data set called "${id}".`);
}

/** A recipe that does not fit the images is the user's to know, in the words of the layer at fault. */
function fittingNetworks(preset: Preset, config: RunConfig, { image, labels }: DatasetRecord): RunRecord['networks'] {
  try {
    const networks = networksOf(preset, config, { image, classes: labels?.length ?? 0 });
    summarizePair(networks);
    return networks;
  } catch (error) {
    if (error instanceof LayerError || error instanceof NetworkFitError)
      throw new ForgerError('invalid-config', error.message, { cause: error });
    throw error;
  }
}
