import { checkpointsLeft, policyOf, type CheckpointPolicy } from './checkpoint-policy.ts';
import { keepsAverage } from './config/schedules.ts';
import type { RunConfig } from './config/schema.ts';
import { modelOf, NETWORK_NAMES, weightSpecs, type NetworkName } from './network/layers-model.ts';
import type { NetworkPair } from './network/layers.ts';
import { product } from './network/shape.ts';
import { sampleShape } from './pairs.ts';
import { METRIC_NAMES, type RunRecord } from './run.ts';

/** What a run will take on the disk, in bytes. */
export interface RunSize {
  /** One checkpoint. */
  checkpoint: number;
  checkpoints: number;
  samples: number;
  metrics: number;
  total: number;
}

/** What an optimiser remembers of each weight: Adam two numbers, RMSprop one, plain descent none. */
const SLOTS: Record<RunConfig['optimizer.generator.kind'], number> = { adam: 2, rmsprop: 1, sgd: 0 };
/** A line of metrics.jsonl: of each metric its name and about 18 digits, and 40 bytes in 32 rows of the pyramid. */
const METRIC_BYTES = METRIC_NAMES.reduce((sum, name) => sum + name.length + 4 + 18 + 1, 2);
/** PNG of noise-like grey or colour values takes about so much of them. */
const PNG_SHARE = 0.85;
/** Manifest, state and what else is small in a checkpoint. */
const SMALL_FILES = 3000;
/** A tensor's entry in the header of safetensors. */
const HEADER_ENTRY = 110;

const jsonBytes = (value: unknown): number => JSON.stringify(value, null, 2).length;

function networkBytes(networks: NetworkPair, network: NetworkName, slots: number): number {
  const specs = weightSpecs(networks, network);
  const trained = specs.filter(({ trainable }) => trainable);
  const numbers = (list: typeof specs): number => list.reduce((sum, { shape }) => sum + product(shape), 0);
  const values = 4 * (numbers(specs) + slots * numbers(trained));
  const { json, constants } = modelOf(networks, network);
  return values + jsonBytes(json) + (constants?.byteLength ?? 0) + slots * trained.length * HEADER_ENTRY;
}

export type PlannedRun = Pick<RunRecord, 'config' | 'networks' | 'stepsPerEpoch' | 'totalSteps'>;

/**
 * Estimates the size of a run before it starts; within a tenth of the truth but for the samples, whose
 * pictures compress as they like.
 */
export function estimateRunSize(run: PlannedRun, policy: CheckpointPolicy = policyOf(run.config)): RunSize {
  const { config, networks, stepsPerEpoch, totalSteps } = run;
  const averaged = keepsAverage(config);
  const checkpoint =
    NETWORK_NAMES.reduce(
      (sum, name) => sum + networkBytes(networks, name, SLOTS[config[`optimizer.${name}.kind`]]),
      0,
    ) +
    (averaged ? networkBytes(networks, 'generator', 0) : 0) +
    jsonBytes(run) +
    SMALL_FILES;
  const { height, width, channels } = sampleShape(networks);
  const grids = 1 + Math.ceil(totalSteps / (config['samples.everySteps'] || stepsPerEpoch));
  const checkpointEvery = config['checkpoint.everySteps'] || stepsPerEpoch;
  const sizes = {
    checkpoints: checkpoint * checkpointsLeft(policy, totalSteps, checkpointEvery),
    samples: (averaged ? 2 : 1) * Math.round(grids * config['samples.count'] * height * width * channels * PNG_SHARE),
    metrics: totalSteps * METRIC_BYTES,
  };
  return { checkpoint, ...sizes, total: sizes.checkpoints + sizes.samples + sizes.metrics };
}
