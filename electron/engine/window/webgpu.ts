// What tfjs brings itself where it is loaded whole.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import * as tf from '@tensorflow/tfjs-core';
import { ForgerError } from '@shared/contract/errors.ts';
import { heldBytes, settled, useAdapter } from '../device/webgpu/backend.ts';
import { findAdapter, gpuDevice, type Gpu, type GpuAdapter } from '../device/webgpu/gpu.ts';
import type { ServerDevices } from './devices.ts';

/** The GPU of a window. @param gpu its `navigator.gpu`, which Chromium leaves out where it has no WebGPU */
export function windowDevices(gpu: Gpu | undefined): ServerDevices {
  const find = async (): Promise<GpuAdapter | null> => (gpu ? findAdapter(gpu) : null);
  return {
    probe: async () => {
      const adapter = await find();
      if (!adapter) return null;
      // What a browser gives has getters, which no message takes along.
      const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
      const fallback = isFallbackAdapter === undefined ? {} : { isFallbackAdapter };
      return { vendor, architecture, device, description, ...fallback };
    },
    open: async () => {
      const adapter = await find();
      if (!adapter) throw new ForgerError('device-unavailable', 'There is no GPU that WebGPU can use any more.');
      tf.env().set('PROD', true);
      await useAdapter(adapter);
      return { device: gpuDevice(adapter.info), settled, bytes: heldBytes };
    },
  };
}
