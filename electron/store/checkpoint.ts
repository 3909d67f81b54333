import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  layersModelJson,
  NETWORK_NAMES,
  packWeights,
  unpackWeights,
  WEIGHTS_FILE,
  type NamedTensor,
  type NetworkName,
} from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { runRecordSchema, type RunRecord } from '@shared/run.ts';
import { buildFolder } from './files/index.ts';
import { parseJson, STORE_FORMAT, toJson, toSealedJson } from './json-file.ts';
import { damaged, readWithManifest, writeWithManifest } from './manifest.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** An optimiser's memory: its step counter and, per weight, Adam's moments `<weight name>/m` and `/v`. */
export interface OptimizerState {
  iterations: number;
  slots: NamedTensor[];
}

/** All that training needs to go on from a step. */
export interface Checkpoint {
  step: number;
  generator: NamedTensor[];
  discriminator: NamedTensor[];
  optimizers: Record<NetworkName, OptimizerState>;
  /** Seconds of training so far, pauses left out. */
  elapsed: number;
}

const iterations = z.object({ iterations: z.number().int().min(0) });
const stateSchema = z.object({
  format: z.literal(STORE_FORMAT),
  step: z.number().int().min(0),
  elapsed: z.number().min(0),
  optimizers: z.object({ generator: iterations, discriminator: iterations }),
});
type StateFile = z.infer<typeof stateSchema>;

const STATE_FILE = 'state.json';
const SLOTS_FILE = 'optimizers.safetensors';
/** A copy of the run's own record: it outlives damage to that one. */
const RECORD_FILE = 'run.json';
const modelFile = <Name extends NetworkName>(network: Name) => `${network}/model.json` as const;
const weightsFile = <Name extends NetworkName>(network: Name) => `${network}/${WEIGHTS_FILE}` as const;
const FILES = [
  ...NETWORK_NAMES.flatMap((network) => [modelFile(network), weightsFile(network)]),
  SLOTS_FILE,
  STATE_FILE,
  RECORD_FILE,
] as const;

function filesOf(checkpoint: Checkpoint, record: RunRecord): Map<string, Uint8Array> {
  const { networks } = record;
  const files = new Map<string, Uint8Array>();
  for (const network of NETWORK_NAMES) {
    files.set(modelFile(network), Buffer.from(toJson(layersModelJson(networks, network))));
    files.set(weightsFile(network), packWeights(networks, network, checkpoint[network]));
  }
  const slots = NETWORK_NAMES.flatMap((network) =>
    checkpoint.optimizers[network].slots.map((slot) => ({ ...slot, name: `${network}/${slot.name}` })),
  );
  files.set(SLOTS_FILE, writeSafetensors(slots, { writer: 'Forger', step: String(checkpoint.step) }));
  const state: StateFile = {
    format: STORE_FORMAT,
    step: checkpoint.step,
    elapsed: checkpoint.elapsed,
    optimizers: {
      generator: { iterations: checkpoint.optimizers.generator.iterations },
      discriminator: { iterations: checkpoint.optimizers.discriminator.iterations },
    },
  };
  files.set(STATE_FILE, Buffer.from(toJson(state)));
  files.set(RECORD_FILE, Buffer.from(toSealedJson(record)));
  return files;
}

/**
 * Writes a checkpoint as a whole folder; one of the same step is replaced.
 * @throws {ForgerError} `no-space`, …; what was there before is then untouched.
 */
export async function writeCheckpointFolder(folder: string, checkpoint: Checkpoint, record: RunRecord): Promise<void> {
  const files = filesOf(checkpoint, record);
  await buildFolder(
    folder,
    async (built) => {
      for (const network of NETWORK_NAMES) await mkdir(join(built, network));
      await writeWithManifest(built, checkpoint.step, files);
    },
    { replace: true },
  );
}

/** @throws {ForgerError} `damaged` unless every file is as the manifest says and belongs to these networks. */
export async function readCheckpointFolder(folder: string, step: number, networks: NetworkPair): Promise<Checkpoint> {
  const files = await readWithManifest(folder, step, FILES);
  const state = parseJson(files[STATE_FILE].toString('utf8'), stateSchema, `${STATE_FILE} of step ${step}`);
  if (state.step !== step) throw damaged(step, 'its state belongs to another step');
  try {
    const slots = readSafetensors(files[SLOTS_FILE]);
    const optimizer = (network: NetworkName): OptimizerState => ({
      iterations: state.optimizers[network].iterations,
      slots: slots
        .filter(({ name }) => name.startsWith(`${network}/`))
        .map((slot) => ({ ...slot, name: slot.name.slice(network.length + 1) })),
    });
    return {
      step,
      elapsed: state.elapsed,
      generator: unpackWeights(networks, 'generator', files['generator/weights.bin']),
      discriminator: unpackWeights(networks, 'discriminator', files['discriminator/weights.bin']),
      optimizers: { generator: optimizer('generator'), discriminator: optimizer('discriminator') },
    };
  } catch (error) {
    throw damaged(step, 'its weights do not fit the networks of the run', error);
  }
}

/** The copy of the run's record that lies in a checkpoint. @throws {ForgerError} `damaged`. */
export async function readRecordCopy(folder: string, step: number): Promise<RunRecord> {
  const files = await readWithManifest(folder, step, [RECORD_FILE]);
  return parseJson(files[RECORD_FILE].toString('utf8'), runRecordSchema, `${RECORD_FILE} of step ${step}`);
}
