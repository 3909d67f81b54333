import { ForgerError } from '@shared/contract/errors.ts';
import { VARIABLES } from '@shared/environment.ts';

/** What of a GPU a process may use. TensorFlow hears of it once, before it loads. */
export interface GpuOptions {
  /** Which GPU, in the order of nvidia-smi; null: the first that TensorFlow prefers. */
  index: number | null;
  /** The most memory it takes, in MiB; null: as much as there is, as it needs it. */
  memoryMiB: number | null;
}

/** Where the binding takes a serialized ConfigProto from, in hexadecimal (build/setup/tensorflow/binding.mjs). */
export const TF_CONFIG = 'FORGER_TF_CONFIG';

const LENGTH_DELIMITED = 2;
const VARINT = 0;
const tag = (field: number, type: number): number => (field << 3) | type;
const message = (field: number, content: readonly number[]): number[] => [
  tag(field, LENGTH_DELIMITED),
  content.length,
  ...content,
];

/**
 * TensorFlow's ConfigProto, serialized: memory grows as it is needed, up to a limit. Field numbers from
 * tensorflow/core/protobuf/config.proto: ConfigProto.gpu_options 6, GPUOptions.allow_growth 4, .experimental 9,
 * Experimental.virtual_devices 1, VirtualDevices.memory_limit_mb 1.
 */
export function gpuConfig(memoryMiB: number): Uint8Array {
  const limit = [...new Uint8Array(Float32Array.of(memoryMiB).buffer)];
  const devices = message(1, message(1, limit));
  return Uint8Array.from(message(6, [tag(4, VARINT), 1, ...message(9, devices)]));
}

function wholeNumber(name: string, text: string | undefined, least: number): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new ForgerError('invalid-config', `${name} takes a whole number from ${least}, not "${text}".`);
}

type Environment = Record<string, string | undefined>;

/** What FORGER_GPU and FORGER_GPU_MEMORY ask for. @throws {ForgerError} invalid-config */
export const gpuOptionsOf = (environment: Environment): GpuOptions => ({
  index: wholeNumber(VARIABLES.gpu, environment[VARIABLES.gpu], 0),
  memoryMiB: wholeNumber(VARIABLES.gpuMemory, environment[VARIABLES.gpuMemory], 1),
});

/** Puts it into the environment that TensorFlow and CUDA read. */
export function applyGpuOptions({ index, memoryMiB }: GpuOptions, environment: Environment): void {
  // By itself TensorFlow takes all of a GPU's memory at once.
  environment['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  if (index !== null) {
    environment['CUDA_DEVICE_ORDER'] = 'PCI_BUS_ID';
    environment['CUDA_VISIBLE_DEVICES'] ??= String(index);
  }
  if (memoryMiB !== null) environment[TF_CONFIG] = Buffer.from(gpuConfig(memoryMiB)).toString('hex');
}
