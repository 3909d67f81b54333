import { createHash } from 'node:crypto';
import { NETWORK_NAMES, type NamedTensor } from '@shared/network/layers-model.ts';
import type { MetricColumns, MetricName, RunRecord } from '@shared/run.ts';
import { named } from './checkpoint-files.ts';
import type { Checkpoint } from './checkpoint.ts';
import { configurationHash } from './configuration-hash.ts';

/**
 * A run at one of its checkpoints in hashes: two trainings that are equal bit for bit have one fingerprint.
 * What says how long it took is left out.
 */
export interface Fingerprint {
  run: string;
  step: number;
  /** Settings, networks and images, see `configurationHash`. */
  configuration: string;
  /** SHA-256 of each array's shape and values: `generator/…`, `discriminator/…`, `average/…`, `optimizers/<network>/…`. */
  tensors: Record<string, string>;
  /** Updates each optimiser has made, and where schedules stand. */
  numbers: Record<string, number>;
  /** All metrics up to the step. */
  metrics: { rows: number; sha256: string };
  /** Over all of the above but the run's id. */
  sha256: string;
}

/** Metrics of 0.1.0 that tell no time: in every fingerprint. One that came later is in it where it holds a number. */
const ALWAYS: readonly MetricName[] = [
  ...(['step', 'epoch', 'dLoss', 'dLossReal', 'dLossFake', 'dAccuracyReal', 'dAccuracyFake', 'gLoss'] as const),
  ...(['dReal', 'dFake', 'dPenalty', 'dClassLoss', 'gClassLoss', 'instanceNoise'] as const),
];
const TIMINGS: readonly MetricName[] = ['imagesPerSecond', 'elapsed'];
/**
 * What is only looked at: by settings that decide nothing (`gradients.norms`, `gradients.every`), or by a version that logs what the settings
 * say anyway. The same training with and without.
 */
const WATCHED: readonly MetricName[] = ['dGradientNorm', 'gGradientNorm', 'gLearningRate', 'dLearningRate'];

const sha256 = (...parts: (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function tensorsOf(checkpoint: Checkpoint): NamedTensor[] {
  const slots = NETWORK_NAMES.flatMap((network) =>
    named(`optimizers/${network}`, checkpoint.optimizers[network].slots),
  );
  return [
    ...NETWORK_NAMES.flatMap((network) => named(network, checkpoint[network])),
    ...named('average', checkpoint.average ?? []),
    ...slots,
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function metricsUpTo(step: number, columns: MetricColumns): Fingerprint['metrics'] {
  const beyond = columns.step.findIndex((logged) => logged > step);
  const rows = beyond < 0 ? columns.step.length : beyond;
  // One bit pattern for every NaN.
  const columnOf = (name: MetricName): Float64Array =>
    Float64Array.from(columns[name].slice(0, rows), (value) => (Number.isNaN(value) ? Number.NaN : value));
  const later = (Object.keys(columns) as MetricName[])
    .filter((name) => ![...ALWAYS, ...TIMINGS, ...WATCHED].includes(name))
    .filter((name) => columnOf(name).some((value) => !Number.isNaN(value)))
    .sort();
  return { rows, sha256: sha256(...[...ALWAYS, ...later].flatMap((name) => [name, bytesOf(columnOf(name))])) };
}

export function fingerprintOf(record: RunRecord, checkpoint: Checkpoint, columns: MetricColumns): Fingerprint {
  const facts = {
    step: checkpoint.step,
    configuration: configurationHash(record),
    tensors: Object.fromEntries(
      tensorsOf(checkpoint).map(({ name, shape, data }) => [name, sha256(JSON.stringify(shape), bytesOf(data))]),
    ),
    numbers: {
      ...Object.fromEntries(
        NETWORK_NAMES.map((network) => [`optimizers/${network}/iterations`, checkpoint.optimizers[network].iterations]),
      ),
      ...checkpoint.numbers,
    },
    metrics: metricsUpTo(checkpoint.step, columns),
  };
  return { run: record.id, ...facts, sha256: sha256(JSON.stringify(facts)) };
}
