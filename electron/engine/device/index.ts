import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import { hasNvidiaDriver, surroundings } from './locate.ts';
import { NATIVE_BACKEND, nativeRuntime, type NativeRuntime, type NoRuntime } from './runtime.ts';

const HOW_TO_GET_NATIVE = 'Run the set-up again (npm start) to get it.';

const JAVASCRIPT: DeviceReport = {
  kind: 'js',
  title: `JavaScript, tfjs ${tf.version_core}`,
  available: true,
  note: 'Many times slower than native TensorFlow: for checking results, and where nothing else runs.',
};

const WEBGPU: DeviceReport = {
  kind: 'webgpu',
  title: 'GPU, WebGPU',
  available: false,
  note: 'Training through WebGPU comes in a later version.',
};

/** What each device of this machine is and why it can or cannot be used, from what was really opened. */
export function describeDevices(runtime: NativeRuntime | NoRuntime, nvidiaDriver: boolean): DeviceReport[] {
  if (runtime.state !== 'open') {
    const note = `${runtime.reason} ${HOW_TO_GET_NATIVE}`;
    return [
      { kind: 'cuda', title: 'NVIDIA GPU, TensorFlow', available: false, note },
      WEBGPU,
      { kind: 'cpu', title: 'CPU, TensorFlow', available: false, note },
      JAVASCRIPT,
    ];
  }
  const native = `TensorFlow ${runtime.version}`;
  const noGpu = nvidiaDriver
    ? `There is an NVIDIA driver, but ${native} does not see a GPU it can use.`
    : 'No NVIDIA GPU was found.';
  return [
    { kind: 'cuda', title: `NVIDIA GPU, ${native}`, available: runtime.gpu, note: runtime.gpu ? null : noGpu },
    WEBGPU,
    { kind: 'cpu', title: `CPU, ${native}`, available: true, note: null },
    JAVASCRIPT,
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

/** The report of what was asked for. Does not load native TensorFlow for a device that needs none. */
function reportOf(choice: RunConfig['device']): DeviceReport {
  if (choice === 'js') return JAVASCRIPT;
  if (choice === 'webgpu') return WEBGPU;
  // TensorFlow hides the GPU from whoever asked for the CPU, if it has not loaded yet.
  if (choice === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] ??= '-1';
  const devices = probeDevices();
  const kind = choice === 'auto' ? chooseDevice(devices) : choice;
  return devices.find((device) => device.kind === kind) ?? JAVASCRIPT;
}

/**
 * Makes a device the one tensors live on, in the whole process.
 * @returns the report of the device that was opened, `auto` resolved
 * @throws {ForgerError} device-unavailable, with what to do instead
 */
export async function openDevice(choice: RunConfig['device']): Promise<DeviceReport> {
  const report = reportOf(choice);
  if (!report.available)
    throw new ForgerError('device-unavailable', `${report.title} cannot be used: ${report.note ?? 'it is not here.'}`);
  await (report.kind === 'js' ? useJavaScript() : useBackend(NATIVE_BACKEND));
  return report;
}
