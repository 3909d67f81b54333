import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../../../../electron/cli/run.ts';
import { cpuRuntime, cudaFolder, cudaState, removeCuda } from '../../../../electron/engine/host/runtimes/index.ts';
import { arrivingDir, CUDA_RUNTIME } from '../../../../electron/engine/host/runtimes/install-cuda.ts';

const MIB = 1024 ** 2;
let home: string;
const native = (): string => join(home, 'cache', 'native');
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cuda-'));
  vi.stubEnv('FORGER_CACHE', join(home, 'cache'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const put = async (path: string, bytes: number): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.alloc(bytes));
};
/** What `forger <words>` prints. */
async function forger(...words: string[]): Promise<string> {
  let out = '';
  const add = (text: string): void => void (out += text);
  await run(words, { out: add, err: add, interactive: false }, {});
  return out;
}

test('before it is installed: where it will lie, from where, and how much of each package', async () => {
  const state = await cudaState();
  expect(state).toMatchObject({
    installed: false,
    begun: false,
    folder: join(native(), CUDA_RUNTIME),
    presentBytes: 0,
  });
  expect(state.server).toBeNull();
  const sum = (key: 'downloadBytes' | 'installedBytes'): number =>
    state.packages.reduce((total, part) => total + part[key], 0);
  expect([sum('downloadBytes'), sum('installedBytes')]).toEqual([state.downloadBytes, state.installedBytes]);
  expect(cudaFolder()).toBe(native());
  expect(await forger('runtime', 'list')).toContain('from the index that pip is set to and takes');
  expect(await forger('runtime', 'list')).toContain(`It is written to ${join(native(), CUDA_RUNTIME)}.`);
  expect(await forger('runtime', 'remove', 'cuda')).toContain('there is nothing to remove');
});

test('cut off: what is there is measured and can be removed', async () => {
  await put(join(arrivingDir(native()), 'runtime', 'libcudnn.so.9'), 3 * MIB);
  expect(await cudaState()).toMatchObject({ installed: false, begun: true, presentBytes: 3 * MIB });
  expect(cudaFolder()).toBe(arrivingDir(native()));
  expect(await forger('runtime', 'list')).toContain('3.0 MiB are there');
  expect(await removeCuda()).toBe(3 * MIB);
  expect(existsSync(arrivingDir(native()))).toBe(false);
});

test('installed: its folder and size are told, and removing it gives them back', async () => {
  const folder = join(native(), CUDA_RUNTIME);
  await put(join(folder, 'tfjs_binding.node'), MIB);
  await put(join(folder, 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9'), 4 * MIB);
  expect(await cudaState()).toMatchObject({ installed: true, folder, presentBytes: 5 * MIB });
  expect(cudaFolder()).toBe(folder);
  expect(await forger('runtime', 'list')).toContain(`CUDA is installed in ${folder} and takes 5.0 MiB.`);
  expect(await forger('runtime', 'remove', 'cuda')).toContain('CUDA is removed; 5.0 MiB are free again.');
  expect(existsSync(folder)).toBe(false);
  expect(await removeCuda()).toBeNull();
});

test('in a packed app the binding is that of the TensorFlow it carries', async () => {
  const resources = join(home, 'resources');
  const own = join(resources, 'native', 'tensorflow-cpu-2.21.0-linux-x64');
  const where = { environment: { FORGER_CACHE: join(home, 'cache') }, platform: 'linux', home, resources };
  expect(cpuRuntime(where)).toBeNull();
  await put(join(resources, 'native', 'tensorflow-cpu-2.20.0-linux-x64', 'tfjs_binding.node'), 1);
  expect(cpuRuntime(where)).toBeNull();
  await put(join(own, 'tfjs_binding.node'), 1);
  expect(cpuRuntime(where)).toBe(own);
});
