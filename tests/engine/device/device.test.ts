import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseDevice, describeDevices, openDevice } from '../../../electron/engine/device/index.ts';
import { BINDING_FILE } from '../../../electron/engine/device/locate.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const open = { state: 'open', folder: '/native', version: '2.21.0', gpu: false } as const;

describe('devices', () => {
  test('every device is listed, with a reason where it cannot be used', () => {
    const cases = [
      [open, false, ['cpu', 'js']],
      [{ ...open, gpu: true }, true, ['cuda', 'cpu', 'js']],
      [{ state: 'missing', reason: 'Native TensorFlow is not installed.' }, false, ['js']],
    ] as const;
    for (const [runtime, driver, usable] of cases) {
      const devices = describeDevices(runtime, driver);
      expect(devices.map((device) => device.kind)).toEqual(['cuda', 'webgpu', 'cpu', 'js']);
      expect(devices.filter((device) => device.available).map((device) => device.kind)).toEqual(usable);
      expect(chooseDevice(devices)).toBe(usable[0]);
      for (const device of devices) if (!device.available) expect(device.note).toMatch(/\.$/);
    }
  });

  test('a driver without a usable GPU is not passed over in silence', () => {
    expect(describeDevices(open, true)[0]?.note).toContain('NVIDIA driver');
  });

  test('WebGPU is refused with a sentence', async () => {
    await expect(openDevice('webgpu')).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(/later version/),
    });
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
    const cpu = device.probeDevices().find(({ kind }) => kind === 'cpu');
    rmSync(folder, { recursive: true });
    expect(cpu?.available).toBe(false);
    expect(cpu?.note).toMatch(/does not load: .+/);
    await expect(device.openDevice('cpu')).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});
