import { runDeviceOf, type RunDevice } from '@shared/run-device.ts';

/** The parts of WebGPU that are needed here, of a browser's `navigator.gpu` as of Dawn's in Node. */
export interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<GpuAdapter | null>;
}

export interface GpuAdapter {
  readonly info: GpuAdapterInfo;
  readonly features: { has(name: string): boolean };
  readonly limits: Readonly<Record<GpuLimit, number>>;
  requestDevice(descriptor: {
    requiredFeatures: string[];
    requiredLimits: Partial<Record<GpuLimit, number>>;
  }): Promise<GpuDevice>;
}

/** What an adapter says of itself; browsers leave some of it empty so that pages cannot tell machines apart. */
export interface GpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface GpuDevice {
  /** Resolves when the device is gone, with the reason. */
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: { readonly error: Error }) => void): void;
  destroy(): void;
}

/** Limits that default to less than GPUs have. */
export const WANTED_LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;
export type GpuLimit = (typeof WANTED_LIMITS)[number];

/** Drivers that compute on the processor: SwiftShader, Mesa's llvmpipe, Microsoft's WARP. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i;

/** Whether an adapter is no GPU but a program on the processor, many times slower than native TensorFlow there. */
function isSoftware({ vendor, architecture, device, description, isFallbackAdapter }: GpuAdapterInfo): boolean {
  return isFallbackAdapter === true || SOFTWARE.test([vendor, architecture, device, description].join(' '));
}

/** What a run keeps of it. */
export function gpuDevice(info: GpuAdapterInfo): RunDevice {
  const name = info.description || [info.vendor, info.architecture || info.device].filter(Boolean).join(' ');
  return runDeviceOf({ kind: 'webgpu', name, software: isSoftware(info) || undefined });
}

/**
 * The GPU that WebGPU gives, the faster one where there are two; null where there is none.
 * @param gpu `navigator.gpu`
 */
export const findAdapter = (gpu: Gpu): Promise<GpuAdapter | null> =>
  gpu.requestAdapter({ powerPreference: 'high-performance' });
