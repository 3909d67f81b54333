import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  BINDING_FILE,
  cacheRoot,
  locateRuntimes,
  parseRuntimeName,
  type Surroundings,
} from '../../../electron/engine/device/locate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forger-device-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const here = (more: Partial<Surroundings> = {}): Surroundings => ({
  environment: { FORGER_CACHE: join(folder, 'cache') },
  platform: 'linux',
  home: folder,
  resources: undefined,
  ...more,
});

function runtime(parent: string, name: string, complete = true): void {
  mkdirSync(join(folder, parent, name), { recursive: true });
  if (complete) writeFileSync(join(folder, parent, name, BINDING_FILE), '');
}

describe('where native runtimes are looked for', () => {
  test('the cache follows the variable, the platform and the home folder', () => {
    expect(cacheRoot(here())).toBe(join(folder, 'cache'));
    expect(cacheRoot(here({ environment: {} }))).toBe(join(folder, '.cache', 'forger'));
    expect(cacheRoot(here({ environment: { XDG_CACHE_HOME: '/x' } }))).toBe(join('/x', 'forger'));
    expect(cacheRoot(here({ environment: {}, platform: 'darwin' }))).toBe(join(folder, 'Library', 'Caches', 'forger'));
    expect(cacheRoot(here({ environment: { LOCALAPPDATA: 'L' }, platform: 'win32' }))).toBe(
      join('L', 'forger', 'Cache'),
    );
  });

  test('no folder, no runtime; a folder without the binding is none', () => {
    expect(locateRuntimes(here(), false)).toEqual([]);
    runtime('cache/native', 'tensorflow-cpu-2.21.0-linux-x64', false);
    expect(locateRuntimes(here(), false)).toEqual([]);
  });

  test('the newest CPU runtime comes first, the GPU one where there is a GPU', () => {
    runtime('cache/native', 'tensorflow-gpu-2.9.1-linux-x64');
    runtime('cache/native', 'tensorflow-cpu-2.9.1-linux-x64');
    runtime('cache/native', 'tensorflow-cpu-2.21.0-linux-x64');
    const names = (preferGpu: boolean): string[] => locateRuntimes(here(), preferGpu).map((path) => basename(path));
    expect(names(false)).toEqual([
      'tensorflow-cpu-2.21.0-linux-x64',
      'tensorflow-cpu-2.9.1-linux-x64',
      'tensorflow-gpu-2.9.1-linux-x64',
    ]);
    expect(names(true)[0]).toBe('tensorflow-gpu-2.9.1-linux-x64');
  });

  test('what the app brings comes before the cache, and FORGER_NATIVE before both', () => {
    runtime('cache/native', 'tensorflow-cpu-2.21.0-linux-x64');
    runtime('app/native', 'tensorflow-cpu-2.21.0-linux-x64');
    runtime('mine', 'anything');
    const app = join(folder, 'app');
    expect(locateRuntimes(here({ resources: app }), false)[0]).toBe(
      join(app, 'native', 'tensorflow-cpu-2.21.0-linux-x64'),
    );
    for (const given of [join(folder, 'mine'), join(folder, 'mine', 'anything')]) {
      const environment = { FORGER_NATIVE: given };
      expect(locateRuntimes(here({ environment, resources: app }), false)).toEqual([join(folder, 'mine', 'anything')]);
    }
  });

  test('where there is a GPU, CUDA that was fetched comes before the CPU runtime that the app brings', () => {
    runtime('cache/native', 'tensorflow-gpu-2.21.0-linux-x64');
    runtime('cache/native', 'tensorflow-cpu-2.21.0-linux-x64');
    runtime('app/native', 'tensorflow-cpu-2.21.0-linux-x64');
    const where = here({ resources: join(folder, 'app') });
    const gpu = join(folder, 'cache', 'native', 'tensorflow-gpu-2.21.0-linux-x64');
    const own = join(folder, 'app', 'native', 'tensorflow-cpu-2.21.0-linux-x64');
    const fetched = join(folder, 'cache', 'native', 'tensorflow-cpu-2.21.0-linux-x64');
    expect(locateRuntimes(where, true)).toEqual([gpu, own, fetched]);
    expect(locateRuntimes(where, false)).toEqual([own, fetched, gpu]);
  });

  test('folder names say what a runtime is', () => {
    expect(parseRuntimeName('tensorflow-cpu-2.21.0-linux-x64')).toEqual({ gpu: false, version: [2, 21, 0] });
    expect(parseRuntimeName('tensorflow-gpu-2.9.1-win32-x64')).toEqual({ gpu: true, version: [2, 9, 1] });
    expect(parseRuntimeName('something')).toBeNull();
  });
});
