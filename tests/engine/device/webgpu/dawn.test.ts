import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice, probeDevices } from '../../../../electron/engine/device/index.ts';
import type { Surroundings } from '../../../../electron/engine/device/locate.ts';
import { findDawn, softwareWanted, type NoGpu } from '../../../../electron/engine/device/webgpu/dawn.ts';
import { describeOnSoftwareGpu } from '../../support/software-gpu.ts';

let home: string;
beforeAll(() => void (home = mkdtempSync(join(tmpdir(), 'forger-dawn-'))));
afterAll(() => rmSync(home, { recursive: true }));
const bare = (environment: Record<string, string> = {}, platform = 'linux'): Surroundings => ({
  environment: { XDG_CONFIG_DIRS: home, XDG_DATA_DIRS: home, FORGER_CACHE: join(home, 'cache'), ...environment },
  platform,
  home,
  resources: undefined,
});
const reason = async (where: Surroundings): Promise<string> => ((await findDawn(where)) as NoGpu).reason;

describe('where WebGPU cannot be had it says why, and how to get it', () => {
  test('SwiftShader without Electron, and elsewhere than on Linux', async () => {
    const asked = { FORGER_WEBGPU: 'swiftshader' };
    expect(softwareWanted(bare(asked))).toBe(true);
    expect(softwareWanted(bare({ FORGER_WEBGPU: '1' }))).toBe(false);
    expect(await reason(bare(asked))).toMatch(/SwiftShader is not here.+set-up/);
    expect(await reason(bare(asked, 'win32'))).toMatch(/on Linux only/);
  });

  // The system's own list counts whatever the environment says.
  test.skipIf(existsSync('/etc/vulkan/icd.d'))('no driver at all', async () => {
    mkdirSync(join(home, 'vulkan', 'icd.d'), { recursive: true });
    const said = await reason(bare());
    expect(said).toMatch(/Vulkan.+Install your GPU's driver/);
  });
});

describeOnSoftwareGpu('the device', () => {
  test('is Electron’s GPU in software here, and auto does not take it', async () => {
    const devices = await probeDevices();
    expect(devices.find(({ kind }) => kind === 'webgpu')).toMatchObject({
      title: expect.stringMatching(/^Software GPU, WebGPU \(SwiftShader/),
      available: true,
      software: true,
    });
    expect((await openDevice('auto')).kind).not.toBe('webgpu');
  });

  test('is opened once, and is read asynchronously alone', async () => {
    expect((await openDevice('webgpu')).kind).toBe('webgpu');
    const first = tf.backend();
    const sum = tf.add(tf.ones([2000]), 1);
    await openDevice('js');
    await openDevice('webgpu');
    expect(tf.backend()).toBe(first);
    expect(() => sum.dataSync()).toThrow('read asynchronously');
    expect([...new Set(await sum.data())]).toEqual([2]);
  });

  test('that refuses a computation fails the next read instead of giving zeros; the next opening gives a new one', async () => {
    await openDevice('webgpu');
    const broken = tf.backend() as WebGPUBackend;
    // More than any buffer may have: WebGPU gives an invalid one, and says so later.
    const sum = tf.add(tf.ones([2000]), 1);
    broken.device.createBuffer({ size: 2 ** 40, usage: 4 });
    await expect(sum.data()).rejects.toMatchObject({
      code: expect.stringMatching(/internal|out-of-memory/),
      message: expect.stringMatching(/^Software GPU, WebGPU .+\.$/),
    });
    await openDevice('webgpu');
    expect(tf.backend()).not.toBe(broken);
    expect([...new Set(await tf.add(tf.ones([2000]), 1).data())]).toEqual([2]);
  });

  test('that is lost is said to be', async () => {
    await openDevice('webgpu');
    const { device } = tf.backend() as WebGPUBackend;
    const sum = tf.add(tf.ones([2000]), 1);
    device.destroy();
    await expect(sum.data()).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(/was lost/),
    });
    await openDevice('webgpu');
    expect([...new Set(await tf.add(tf.ones([2000]), 1).data())]).toEqual([2]);
  });
});
