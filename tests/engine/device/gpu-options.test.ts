import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyGpuOptions, gpuConfig, gpuOptionsOf } from '../../../electron/engine/device/gpu-options.ts';
import { locateRuntimes, surroundings } from '../../../electron/engine/device/locate.ts';

describe('what of a GPU is used', () => {
  it('is asked for by environment variables', () => {
    expect(gpuOptionsOf({})).toEqual({ index: null, memoryMiB: null });
    expect(gpuOptionsOf({ FORGER_GPU: '1', FORGER_GPU_MEMORY: '4096' })).toEqual({ index: 1, memoryMiB: 4096 });
  });

  it.each([
    [{ FORGER_GPU: '-1' }, 'FORGER_GPU takes a whole number from 0, not "-1".'],
    [{ FORGER_GPU: 'first' }, 'FORGER_GPU takes a whole number from 0, not "first".'],
    [{ FORGER_GPU_MEMORY: '0' }, 'FORGER_GPU_MEMORY takes a whole number from 1, not "0".'],
    [{ FORGER_GPU_MEMORY: '1.5' }, 'FORGER_GPU_MEMORY takes a whole number from 1, not "1.5".'],
  ])('refuses %o', (environment, sentence) => {
    expect(() => gpuOptionsOf(environment)).toThrow(sentence);
  });

  it('reaches TensorFlow and CUDA; what somebody set before stays', () => {
    const environment: Record<string, string | undefined> = {};
    applyGpuOptions({ index: 2, memoryMiB: null }, environment);
    expect(environment).toEqual({
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '2',
    });
    const set = { CUDA_VISIBLE_DEVICES: '-1', TF_FORCE_GPU_ALLOW_GROWTH: 'false' };
    applyGpuOptions({ index: 0, memoryMiB: null }, set);
    expect(set).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1', TF_FORCE_GPU_ALLOW_GROWTH: 'false' });
  });

  it('limits memory by a configuration of TensorFlow', () => {
    // As TensorFlow 2.21's own ConfigProto serializes it.
    expect(Buffer.from(gpuConfig(4096)).toString('hex')).toBe('320c20014a080a060a0400008045');
  });
});

describe('the binding', () => {
  const [folder] = locateRuntimes(surroundings(), false);
  const load = (config: string): string =>
    execFileSync(
      process.execPath,
      ['-e', 'process.stdout.write(require(process.argv[1]).TF_Version)', join(folder ?? '', 'tfjs_binding.node')],
      { env: { ...process.env, FORGER_TF_CONFIG: config, TF_CPP_MIN_LOG_LEVEL: '3' }, encoding: 'utf8', stdio: 'pipe' },
    );

  it('gives the configuration to TensorFlow, which refuses one that is none', () => {
    expect(load(Buffer.from(gpuConfig(512)).toString('hex'))).toMatch(/^\d+\.\d+/);
    expect(() => load('ffff')).toThrow('FORGER_TF_CONFIG holds no configuration of TensorFlow');
  });
});
