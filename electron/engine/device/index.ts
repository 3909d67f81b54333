import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import { deviceTitle } from '@shared/run-device.ts';
import { hasNvidiaDriver, parseRuntimeName, surroundings } from './locate.ts';
import { NATIVE_BACKEND, nativeRuntime, type NativeRuntime, type NoRuntime } from './runtime.ts';
import { dawnGpu, noAdapter, softwareWanted, type FoundGpu, type NoGpu } from './webgpu/dawn.ts';
import { findAdapter, gpuDevice } from './webgpu/gpu.ts';

const JAVASCRIPT: DeviceReport = {
  kind: 'js',
  title: `${deviceTitle({ kind: 'js' })}, tfjs ${tf.version_core}`,
  versions: { tfjs: tf.version_core },
  available: true,
  note: 'Many times slower than native TensorFlow: for checking results, and where nothing else runs.',
};

/** What WebGPU is here: `software` when a software GPU was asked for, and one will do. */
export function describeWebgpu(found: Pick<FoundGpu, 'info'> | NoGpu, softwareWanted: boolean): DeviceReport {
  if ('reason' in found)
    return { kind: 'webgpu', title: deviceTitle({ kind: 'webgpu' }), available: false, note: found.reason };
  const device = gpuDevice(found.info);
  const title = deviceTitle(device);
  if (!device.software) return { ...device, title, available: true, note: null };
  const note = 'A program on the processor in place of a GPU, many times slower than native TensorFlow.';
  return { ...device, title, available: softwareWanted, note };
}

/** What native TensorFlow's devices are and why they can or cannot be used, from what was really opened. */
function describeNative(
  runtime: NativeRuntime | NoRuntime,
  nvidiaDriver: boolean,
): Record<'cuda' | 'cpu', DeviceReport> {
  const titled = (kind: 'cuda' | 'cpu', library: string): Pick<DeviceReport, 'kind' | 'title'> => ({
    kind,
    title: `${deviceTitle({ kind })}, ${library}`,
  });
  if (runtime.state !== 'open') {
    const note = `${runtime.reason} ${runtime.advice}`;
    return {
      cuda: { ...titled('cuda', 'TensorFlow'), available: false, note },
      cpu: { ...titled('cpu', 'TensorFlow'), available: false, note },
    };
  }
  const native = `TensorFlow ${runtime.version}`;
  const versions = { tensorflow: runtime.version };
  const knowsGpus = parseRuntimeName(runtime.folder.split(/[\\/]/).at(-1) ?? '')?.gpu ?? true;
  const withDriver = knowsGpus
    ? `There is an NVIDIA driver, but ${native} does not see a GPU it can use.`
    : 'There is an NVIDIA driver. To train on its GPU, install CUDA: in the preferences, or by "forger runtime install cuda".';
  const noGpu = nvidiaDriver ? withDriver : 'No NVIDIA GPU was found.';
  return {
    cuda: { ...titled('cuda', native), versions, available: runtime.gpu, note: runtime.gpu ? null : noGpu },
    cpu: { ...titled('cpu', native), versions, available: true, note: null },
  };
}

/** What each device of this machine is and why it can or cannot be used. */
export function describeDevices(
  runtime: NativeRuntime | NoRuntime,
  nvidiaDriver: boolean,
  webgpu: DeviceReport,
): DeviceReport[] {
  const { cuda, cpu } = describeNative(runtime, nvidiaDriver);
  return [cuda, webgpu, cpu, JAVASCRIPT];
}

/**
 * The order `auto` goes by. Native TensorFlow on the processor comes before WebGPU: it compiles whole steps, and nobody
 * has measured yet which GPUs outrun it without (docs/decisions/012-webgpu.md).
 */
const AUTO_ORDER: readonly DeviceKind[] = ['cuda', 'cpu', 'webgpu', 'js'];

/** What `auto` takes: the first available device in its order, never a GPU in software. */
export function chooseDevice(devices: readonly DeviceReport[]): DeviceKind {
  const usable = devices.filter(({ available, software }) => available && !software).map(({ kind }) => kind);
  return AUTO_ORDER.find((kind) => usable.includes(kind)) ?? 'js';
}

const probeWebgpu = async (): Promise<DeviceReport> => {
  const where = surroundings();
  return describeWebgpu(await dawnGpu(where), softwareWanted(where));
};

/** Every device, best first. Opens the native runtime, which takes about a second once per process. */
export async function probeDevices(): Promise<DeviceReport[]> {
  // The native runtime first: a driver's Vulkan must not choose the GPU that TensorFlow sees.
  const runtime = nativeRuntime();
  return describeDevices(runtime, hasNvidiaDriver(surroundings()), await probeWebgpu());
}

async function useBackend(name: string): Promise<void> {
  if (!(await tf.setBackend(name)))
    throw new ForgerError('device-unavailable', `The device "${name}" does not start here.`);
}

/** tfjs whole: its own ops' gradients, which native TensorFlow's package brings itself, and its backend `cpu`. */
async function loadTfjs(): Promise<void> {
  // tfjs would print advice to install its Node package, which is what is missing or unwanted here.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs');
}

async function useJavaScript(): Promise<void> {
  await loadTfjs();
  await useBackend('cpu');
}

async function useWebgpu(): Promise<void> {
  const where = surroundings();
  const found = await dawnGpu(where);
  const adapter = 'reason' in found ? null : await findAdapter(found.gpu);
  if (!adapter) throw new ForgerError('device-unavailable', noAdapter(where.platform));
  await loadTfjs();
  await (await import('./webgpu/backend.ts')).useAdapter(adapter);
}

/** The report of the chosen device. Opens nothing else: neither native TensorFlow nor a GPU where the choice needs none. */
export async function describeDevice(choice: RunConfig['device']): Promise<DeviceReport> {
  if (choice === 'js') return JAVASCRIPT;
  if (choice === 'webgpu') return probeWebgpu();
  if (choice === 'auto') {
    const devices = await probeDevices();
    const kind = chooseDevice(devices);
    return devices.find((device) => device.kind === kind) ?? JAVASCRIPT;
  }
  // TensorFlow hides the GPU from whoever asked for the CPU, if it has not loaded yet.
  if (choice === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] ??= '-1';
  return describeNative(nativeRuntime(), hasNvidiaDriver(surroundings()))[choice];
}

/** Puts tensors where a kind of device has them. */
function use(kind: DeviceKind): Promise<void> {
  switch (kind) {
    case 'js':
      return useJavaScript();
    case 'webgpu':
      return useWebgpu();
    case 'cpu':
    case 'cuda':
      return useBackend(NATIVE_BACKEND);
    default:
      return assertNever(kind);
  }
}

/**
 * Makes a device the one tensors live on, in the whole process.
 * @returns the report of the device that was opened, `auto` resolved
 * @throws {ForgerError} device-unavailable, with what to do instead
 */
export async function openDevice(choice: RunConfig['device']): Promise<DeviceReport> {
  const report = await describeDevice(choice);
  if (!report.available)
    throw new ForgerError('device-unavailable', `${report.title} cannot be used: ${report.note ?? 'it is not here.'}`);
  await use(report.kind);
  return report;
}

/** Bytes of its own memory that the device of this process holds; null where it does not say. */
export async function deviceBytes(): Promise<number | null> {
  return tf.getBackend() === 'webgpu' ? (await import('./webgpu/backend.ts')).heldBytes() : null;
}

/** Resolves when a device of this process that works behind its calls has done everything it was told. */
export async function deviceSettled(): Promise<void> {
  if (tf.getBackend() === 'webgpu') await (await import('./webgpu/backend.ts')).settled();
}
