import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DeviceReport } from '@shared/doctor.ts';
import { chooseDevice, describeDevices, describeWebgpu, openDevice } from '../../../electron/engine/device/index.ts';
import { BINDING_FILE } from '../../../electron/engine/device/locate.ts';
import { noRuntime } from '../../../electron/engine/device/runtime.ts';
import type { GpuAdapterInfo } from '../../../electron/engine/device/webgpu/gpu.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const noGpu = describeWebgpu({ reason: 'Vulkan is not here.' }, false);
const gpuOf = (info: Partial<GpuAdapterInfo>): { info: GpuAdapterInfo } => ({
  info: { vendor: '', architecture: '', device: '', description: '', ...info },
});
const open = { state: 'open', folder: '/native', version: '2.21.0', gpu: false, configurable: true } as const;

describe('devices', () => {
  test('every device is listed, with a reason where it cannot be used', () => {
    const gpu = describeWebgpu(gpuOf({ vendor: 'amd', architecture: 'rdna-3' }), false);
    const missing = noRuntime([]);
    const cases = [
      [open, false, noGpu, ['cpu', 'js'], 'cpu'],
      [open, false, gpu, ['webgpu', 'cpu', 'js'], 'cpu'],
      [{ ...open, gpu: true }, true, gpu, ['cuda', 'webgpu', 'cpu', 'js'], 'cuda'],
      [missing, false, noGpu, ['js'], 'js'],
      [missing, false, gpu, ['webgpu', 'js'], 'webgpu'],
    ] as const;
    for (const [runtime, driver, webgpu, usable, chosen] of cases) {
      const devices = describeDevices(runtime, driver, webgpu);
      expect(devices.map((device) => device.kind)).toEqual(['cuda', 'webgpu', 'cpu', 'js']);
      expect(devices.filter((device) => device.available).map((device) => device.kind)).toEqual(usable);
      expect(chooseDevice(devices)).toBe(chosen);
      for (const device of devices) if (!device.available) expect(device.note).toMatch(/\.$/);
    }
  });

  test('TensorFlow that does not load is told from one that found no memory to', () => {
    const noteOf = (...failures: Error[]): unknown => describeDevices(noRuntime(failures), false, noGpu)[2]?.note;
    expect(noteOf()).toBe('Native TensorFlow is not installed. Run the set-up again (npm start).');
    expect(noteOf(new Error('wrong ELF class'))).toBe(
      'Native TensorFlow does not load: wrong ELF class. Run the set-up again (npm start).',
    );
    expect(noteOf(new Error('libtensorflow_cc.so.2: failed to map segment from shared object'))).toMatch(
      /because memory ran out .+ Close other programs, then start Forger again\.$/,
    );
  });

  test('a driver without a usable GPU is not passed over in silence', () => {
    const folder = (kind: string): string => `/native/tensorflow-${kind}-2.21.0-linux-x64`;
    const noteOf = (kind: string): unknown => describeDevices({ ...open, folder: folder(kind) }, true, noGpu)[0]?.note;
    expect(noteOf('cpu')).toContain('forger runtime install cuda');
    expect(noteOf('gpu')).toContain('does not see a GPU it can use');
  });

  test.each<Partial<GpuAdapterInfo>>([
    { vendor: 'google', architecture: 'swiftshader', description: 'SwiftShader driver 5.0.0' },
    { vendor: 'mesa', device: 'llvmpipe (LLVM 19.1.7, 256 bits)' },
    { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
    { isFallbackAdapter: true },
  ])('a GPU in software says so, and is used when asked for alone: %j', (info) => {
    const [unasked, asked] = [false, true].map((wanted) => describeWebgpu(gpuOf(info), wanted));
    expect(unasked).toMatchObject({ available: false, title: expect.stringMatching(/^Software GPU/) });
    expect(asked).toMatchObject({ available: true, title: expect.stringMatching(/^Software GPU/) });
    for (const device of [unasked, asked]) {
      expect(device?.note).toContain('in place of a GPU');
      expect(chooseDevice([device as DeviceReport])).toBe('js');
    }
  });

  test('a GPU is called by its name', () => {
    const named = gpuOf({ vendor: 'nvidia', architecture: 'ada-lovelace', description: 'NVIDIA GeForce RTX 4070' });
    expect(describeWebgpu(named, false).title).toBe('GPU, WebGPU (NVIDIA GeForce RTX 4070)');
    expect(describeWebgpu(gpuOf({ vendor: 'intel', architecture: 'gen-12lp' }), false).title).toBe(
      'GPU, WebGPU (intel gen-12lp)',
    );
    expect(describeWebgpu(gpuOf({}), false).title).toBe('GPU, WebGPU');
  });

  test('the JavaScript device counts', async () => {
    expect((await openDevice('js')).kind).toBe('js');
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.tidy(() => [...tf.add([1, 2], 3).dataSync()])).toEqual([4, 5]);
  });

  test('a binding that does not load is reported with its error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'forger-device-'));
    mkdirSync(join(folder, 'tensorflow-cpu-9.9.9-test'));
    writeFileSync(join(folder, 'tensorflow-cpu-9.9.9-test', BINDING_FILE), 'not a library');
    vi.stubEnv('FORGER_NATIVE', folder);
    const device = await import('../../../electron/engine/device/index.ts');
    const cpu = (await device.probeDevices()).find(({ kind }) => kind === 'cpu');
    rmSync(folder, { recursive: true });
    expect(cpu?.available).toBe(false);
    expect(cpu?.note).toMatch(/does not load: .+/);
    await expect(device.openDevice('cpu')).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});
