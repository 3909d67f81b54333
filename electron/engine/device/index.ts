import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import { hasNvidiaDriver, surroundings } from './locate.ts';
import { NATIVE_BACKEND, nativeRuntime, type NativeRuntime, type NoRuntime } from './runtime.ts';

const HOW_TO_GET_NATIVE = 'Run the set-up again (npm start) to get it.';

/** What each device of this machine is and why it can or cannot be used, from what was really opened. */
export function describeDevices(runtime: NativeRuntime | NoRuntime, nvidiaDriver: boolean): DeviceReport[] {
  const native = runtime.state === 'open' ? `TensorFlow ${runtime.version}` : null;
  const gpu = runtime.state === 'open' && runtime.gpu;
  const noGpu = nvidiaDriver
    ? `There is an NVIDIA driver, but ${native ?? 'no native TensorFlow'} does not see a GPU it can use.`
    : 'No NVIDIA GPU was found.';
  const noNative = runtime.state === 'open' ? null : `${runtime.reason} ${HOW_TO_GET_NATIVE}`;
  return [
    {
      kind: 'cuda',
      title: `NVIDIA GPU, ${native ?? 'TensorFlow'}`,
      available: gpu,
      note: gpu ? null : (noNative ?? noGpu),
    },
    {
      kind: 'webgpu',
      title: 'GPU, WebGPU',
      available: false,
      note: 'Training through WebGPU comes in a later version.',
    },
    { kind: 'cpu', title: `CPU, ${native ?? 'TensorFlow'}`, available: native !== null, note: noNative },
    {
      kind: 'js',
      title: `JavaScript, tfjs ${tf.version_core}`,
      available: true,
      note: 'Many times slower than native TensorFlow: for checking results, and where nothing else runs.',
    },
  ];
}

/** What `auto` takes: the first available device, best first. */
export function chooseDevice(devices: readonly DeviceReport[]): DeviceKind {
  return devices.find((device) => device.available)?.kind ?? 'js';
}

/** Every device, best first. Opens the native runtime, which takes about a second once per process. */
export function probeDevices(): DeviceReport[] {
  return describeDevices(nativeRuntime(), hasNvidiaDriver(surroundings()));
}

async function useBackend(name: string): Promise<void> {
  if (!(await tf.setBackend(name)))
    throw new ForgerError('device-unavailable', `The device "${name}" does not start here.`);
}

async function useJavaScript(): Promise<void> {
  // tfjs would print advice to install its Node package, which is what is missing or unwanted here.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs');
  await useBackend('cpu');
}

/**
 * Makes a device the one tensors live on, in the whole process.
 * @returns the report of the device that was opened, `auto` resolved
 * @throws {ForgerError} device-unavailable, with what to do instead
 */
export async function openDevice(choice: RunConfig['device']): Promise<DeviceReport> {
  // TensorFlow hides the GPU from whoever asked for the CPU, if it has not loaded yet.
  if (choice === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] ??= '-1';
  if (choice === 'js') {
    await useJavaScript();
    return findDevice(describeDevices({ state: 'missing', reason: '' }, false), 'js');
  }
  const devices = probeDevices();
  const report = findDevice(devices, choice === 'auto' ? chooseDevice(devices) : choice);
  if (!report.available)
    throw new ForgerError('device-unavailable', `${report.title} cannot be used: ${report.note ?? ''}`);
  switch (report.kind) {
    case 'cuda':
    case 'cpu':
      await useBackend(NATIVE_BACKEND);
      break;
    case 'js':
      await useJavaScript();
      break;
    case 'webgpu':
      throw new ForgerError('device-unavailable', `${report.title} cannot be used: ${report.note ?? ''}`);
    default:
      assertNever(report.kind);
  }
  return report;
}

function findDevice(devices: readonly DeviceReport[], kind: DeviceKind): DeviceReport {
  const report = devices.find((device) => device.kind === kind);
  if (!report) throw new ForgerError('device-unavailable', `There is no device called "${kind}".`);
  return report;
}
