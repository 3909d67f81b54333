import type { RunConfig } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { generatorInput } from '@shared/network/layers.ts';
import type { GeneratorWeights, RunRecord } from '@shared/run.ts';
import { generatorWeights, type Library } from '../../store/index.ts';
import { openDevice } from '../device/index.ts';
import { Network } from '../network/network.ts';
import { drawsOf } from '../training/device-draws.ts';
import { loadVariables } from '../training/state.ts';

/** The generator of a checkpoint, on a device of this process. */
export interface OpenGenerator {
  network: Network;
  record: RunRecord;
  /** Step of the checkpoint. */
  step: number;
  dispose(): void;
}

/**
 * Opens a device and puts the generator of a checkpoint on it.
 * @param step left out, the newest whole checkpoint
 * @throws {ForgerError} not-found, damaged, device-unavailable
 */
export async function openGenerator(
  library: Library,
  runId: string,
  step: number | undefined,
  device: RunConfig['device'],
  weights: GeneratorWeights = 'own',
): Promise<OpenGenerator> {
  const record = await library.readRun(runId);
  const { config, networks } = record;
  const checkpoint =
    step === undefined ? await library.newestCheckpoint(runId) : await library.readCheckpoint(runId, step);
  if (!checkpoint) throw new ForgerError('not-found', 'This run has no checkpoint yet. Let it train a little first.');
  await openDevice(device);
  const network = new Network(networks.generator, generatorInput(networks), {
    initializer: config['network.initializer'],
    draws: drawsOf(config.seed),
    purpose: 'generatorWeights',
  });
  try {
    loadVariables(network.variables, generatorWeights(checkpoint, weights));
  } catch (error) {
    network.dispose();
    throw error;
  }
  return { network, record, step: checkpoint.step, dispose: () => network.dispose() };
}
