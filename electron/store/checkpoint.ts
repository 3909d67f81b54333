import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { RUN_FILES } from '@shared/library-names.ts';
import { NETWORK_NAMES, type NamedTensor, type NetworkName } from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { OptimizerState, TrainingState } from '@shared/training-state.ts';
import { runRecordSchema, type FileMark, type GeneratorWeights, type RunRecord } from '@shared/run.ts';
import {
  belongingTo,
  constantsFile,
  EXTRA_FILE,
  modelFile,
  modelFiles,
  named,
  packTensors,
  readModelWeights,
  unpackTensors,
  weightsFile,
  WEIGHT_SETS,
  type WeightSet,
} from './checkpoint-files.ts';
import { configurationHash } from './configuration-hash.ts';
import { buildFolder, systemCode } from './files/index.ts';
import { parseJson, toJson, toSealedJson } from './json-file.ts';
import { RUN_LINEAGE, STATE_LINEAGE } from './lineage.ts';
import { damaged, readWithManifest, writeWithManifest } from './manifest.ts';

/** A state of a run as it is kept. */
export type Checkpoint = TrainingState;

/** The generator's weights in a checkpoint. @throws {ForgerError} not-found where the run kept no EMA */
export function generatorWeights({ generator, average }: Checkpoint, whose: GeneratorWeights): NamedTensor[] {
  if (whose === 'own') return generator;
  if (average) return average;
  throw new ForgerError(
    'not-found',
    'This run keeps no EMA of its generator. Set EMA of G (ema.decay) in a new run, or take the generator itself.',
  );
}

const iterations = z.object({ iterations: z.number().int().min(0) });
const stateSchema = z.object({
  format: z.literal(STATE_LINEAGE.format),
  step: z.number().int().min(0),
  elapsed: z.number().min(0),
  optimizers: z.object({ generator: iterations, discriminator: iterations }),
  numbers: z.record(z.string(), z.number()),
  distance: z.number().min(0).exactOptional(),
});
type StateFile = z.infer<typeof stateSchema>;

const STATE_FILE = 'state.json';
const SLOTS_FILE = 'optimizers.safetensors';
/** A copy of the run's own record: it outlives damage to that one. */
const RECORD_FILE = RUN_FILES.record;
const FILES = [
  ...NETWORK_NAMES.flatMap((network) => [modelFile(network), weightsFile(network)]),
  SLOTS_FILE,
  STATE_FILE,
  RECORD_FILE,
] as const;
const OPTIONAL_FILES = [
  modelFile('average'),
  weightsFile('average'),
  ...WEIGHT_SETS.map(constantsFile),
  EXTRA_FILE,
] as const;
/** The files of a checkpoint besides its manifest: those that each has, and those that some have. */
export const CHECKPOINT_FILES: Record<'required' | 'optional', readonly string[]> = {
  required: FILES,
  optional: OPTIONAL_FILES,
};

function stateOf({ step, elapsed, optimizers, numbers = {}, distance }: Checkpoint): StateFile {
  const { generator, discriminator } = optimizers;
  return {
    format: STATE_LINEAGE.format,
    step,
    elapsed,
    optimizers: {
      generator: { iterations: generator.iterations },
      discriminator: { iterations: discriminator.iterations },
    },
    numbers,
    ...(distance !== undefined && { distance }),
  };
}

function filesOf(checkpoint: Checkpoint, record: RunRecord): Map<string, Uint8Array> {
  const { step, generator, discriminator, average, optimizers } = checkpoint;
  const sets: [WeightSet, NamedTensor[]][] = [
    ['generator', generator],
    ['discriminator', discriminator],
    ...(average ? [['average', average] satisfies [WeightSet, NamedTensor[]]] : []),
  ];
  const models = sets.map(([set, tensors]) => modelFiles(record.networks, set, tensors));
  const files = new Map(models.flatMap((model) => model.files));
  const extra = models.flatMap((model) => model.extra);
  if (extra.length > 0) files.set(EXTRA_FILE, packTensors(extra, step));
  files.set(
    SLOTS_FILE,
    packTensors(
      NETWORK_NAMES.flatMap((network) => named(network, optimizers[network].slots)),
      step,
    ),
  );
  files.set(STATE_FILE, Buffer.from(toJson(stateOf(checkpoint))));
  files.set(RECORD_FILE, Buffer.from(toSealedJson(record)));
  return files;
}

/**
 * Writes a checkpoint as a whole folder; one of the same step is replaced.
 * @param metrics what metrics.jsonl holds: its rows reach up to this step
 * @throws {ForgerError} `no-space`, …; what was there before is then untouched.
 */
export async function writeCheckpointFolder(
  folder: string,
  checkpoint: Checkpoint,
  record: RunRecord,
  metrics: FileMark,
): Promise<void> {
  const files = filesOf(checkpoint, record);
  const { step } = checkpoint;
  const epoch = { completed: Math.floor(step / record.stepsPerEpoch), steps: step % record.stepsPerEpoch };
  const facts = { step, epoch, configuration: configurationHash(record), metrics };
  await buildFolder(
    folder,
    async (built) => {
      for (const inside of new Set([...files.keys()].map(dirname)))
        if (inside !== '.') await mkdir(join(built, inside));
      await writeWithManifest(built, facts, files);
    },
    { replace: true },
  );
}

const parseState = (bytes: Buffer, step: number): StateFile => {
  const state = parseJson(bytes.toString('utf8'), {
    schema: stateSchema,
    what: `${STATE_FILE} of step ${step}`,
    lineage: STATE_LINEAGE,
  });
  if (state.step !== step) throw damaged(step, 'its state belongs to another step');
  return state;
};

async function readState(folder: string, step: number): Promise<StateFile> {
  const files = await readWithManifest(folder, step, [STATE_FILE]);
  return parseState(files[STATE_FILE], step);
}

/** Reads what a checkpoint says in JSON, and none of its weights. @throws {ForgerError} `damaged` */
export async function checkCheckpointTexts(folder: string, step: number): Promise<void> {
  await readState(folder, step);
  await readRecordCopy(folder, step);
}

/** How far its images lie from the data set's; null where that was not measured, or is not known any more. */
export async function readDistance(folder: string, step: number): Promise<number | null> {
  try {
    return (await readState(folder, step)).distance ?? null;
  } catch (error) {
    const lost = (error instanceof ForgerError && error.code === 'damaged') || systemCode(error) === 'ENOENT';
    if (!lost) throw error;
    return null;
  }
}

/** @throws {ForgerError} `damaged` unless every file is as the manifest says and belongs to these networks. */
export async function readCheckpointFolder(folder: string, step: number, networks: NetworkPair): Promise<Checkpoint> {
  const files = await readWithManifest(folder, step, FILES, OPTIONAL_FILES);
  const state = parseState(files[STATE_FILE], step);
  try {
    const slots = unpackTensors(files[SLOTS_FILE]);
    const extra = files[EXTRA_FILE] ? unpackTensors(files[EXTRA_FILE]) : [];
    const average = files['average/weights.bin'];
    const optimizer = (network: NetworkName): OptimizerState => ({
      iterations: state.optimizers[network].iterations,
      slots: belongingTo(network, slots),
    });
    return {
      step,
      elapsed: state.elapsed,
      generator: readModelWeights(networks, 'generator', files['generator/weights.bin'], extra),
      discriminator: readModelWeights(networks, 'discriminator', files['discriminator/weights.bin'], extra),
      ...(average ? { average: readModelWeights(networks, 'average', average, extra) } : {}),
      optimizers: { generator: optimizer('generator'), discriminator: optimizer('discriminator') },
      ...(Object.keys(state.numbers).length > 0 ? { numbers: state.numbers } : {}),
      ...(state.distance !== undefined && { distance: state.distance }),
    };
  } catch (error) {
    throw damaged(step, 'its weights do not fit the networks of the run', error);
  }
}

/** The copy of the run's record that lies in a checkpoint. @throws {ForgerError} `damaged`. */
export async function readRecordCopy(folder: string, step: number): Promise<RunRecord> {
  const files = await readWithManifest(folder, step, [RECORD_FILE]);
  return parseJson(files[RECORD_FILE].toString('utf8'), {
    schema: runRecordSchema,
    what: `${RECORD_FILE} of step ${step}`,
    lineage: RUN_LINEAGE,
  });
}
