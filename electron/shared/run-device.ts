import { z } from 'zod';
import { DEVICE_CHOICES } from './config/schema.ts';
import type { DeviceKind, DeviceReport } from './doctor.ts';

const MOST_NAME = 200;

/** Where a run trains. */
export const runDeviceSchema = z.object({
  kind: z.enum(DEVICE_CHOICES).exclude(['auto']),
  /** What its GPU is called, where it says. */
  name: z.string().max(MOST_NAME).exactOptional(),
  /** A GPU that is a program on the processor. */
  software: z.literal(true).exactOptional(),
});
export type RunDevice = z.infer<typeof runDeviceSchema>;

const TITLES: Record<DeviceKind, string> = {
  cuda: 'NVIDIA GPU',
  webgpu: 'GPU, WebGPU',
  cpu: 'CPU',
  js: 'JavaScript',
};

/** "GPU, WebGPU (NVIDIA GeForce RTX 4070)". */
export function deviceTitle({ kind, name, software }: RunDevice): string {
  return (software ? 'Software ' : '') + TITLES[kind] + (name ? ` (${name})` : '');
}

/** What a run keeps of the device it trains on. */
export const runDeviceOf = ({ kind, name, software }: Pick<DeviceReport, 'kind' | 'name' | 'software'>): RunDevice => ({
  kind,
  ...(name && { name: name.slice(0, MOST_NAME) }),
  ...(software && { software }),
});
