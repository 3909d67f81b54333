import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyPartial, hashFile, makeFolder, readJson } from '../../build/setup/files.mjs';
import { sourcesHash } from '../../build/setup/steps/build.mjs';
import { installTensorFlow, needsRuntime } from '../../build/setup/steps/tensorflow.mjs';
import { wholeRuntime, writeRuntime } from '../../build/setup/tensorflow/runtime.mjs';
import { SetUpError } from '../../build/setup/process.mjs';
import { folderWith } from './support/folder.ts';
import { recordedReport } from './support/recorder.ts';

test('a folder appears whole, and replaces the one before', async () => {
  const cache = await folderWith({ 'native/x/old': 'old' });
  const folder = join(cache, 'native', 'x');
  await makeFolder(cache, folder, async (partial) => {
    await writeFile(join(partial, 'new'), 'new');
    expect(existsSync(join(folder, 'old'))).toBe(true);
  });
  expect(existsSync(join(folder, 'old'))).toBe(false);
  expect(await readFile(join(folder, 'new'), 'utf8')).toBe('new');
});

test('a failure on the way leaves what was there', async () => {
  const cache = await folderWith({ 'native/x/old': 'old' });
  const folder = join(cache, 'native', 'x');
  await expect(makeFolder(cache, folder, () => Promise.reject(new Error('cut off')))).rejects.toThrow('cut off');
  expect(await readFile(join(folder, 'old'), 'utf8')).toBe('old');
});

test('what an earlier attempt left half done is thrown away', async () => {
  const cache = await folderWith({ 'partial/wheel/half': 'half' });
  expect(existsSync(join(await emptyPartial(cache, 'wheel'), 'half'))).toBe(false);
});

test('a cut-off description reads as none', async () => {
  const folder = await folderWith({ 'a.json': '{"id": "tens' });
  expect(await readJson(join(folder, 'a.json'))).toBeNull();
  expect(await readJson(join(folder, 'b.json'))).toBeNull();
});

test('files are hashed as the rest of the world does', async () => {
  const folder = await folderWith({ abc: 'abc' });
  expect(await hashFile(join(folder, 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

const ABOUT = { id: 'tensorflow-cpu-1.0.0-test', tensorflow: '1.0.0', variant: 'cpu' } as const;

test('a runtime is whole when every file has its size', async () => {
  const folder = await folderWith({ 'tfjs_binding.node': 'binding', 'deps/lib/libtensorflow.so': 'library' });
  expect(await wholeRuntime(folder)).toBeNull();
  await writeRuntime(folder, ABOUT);
  const runtime = await wholeRuntime(folder);
  expect(runtime).toMatchObject(ABOUT);
  expect(Object.keys(runtime?.files ?? {}).sort()).toEqual(['deps/lib/libtensorflow.so', 'tfjs_binding.node']);
  await writeFile(join(folder, 'deps/lib/libtensorflow.so'), 'lib');
  expect(await wholeRuntime(folder)).toBeNull();
});

test('without any TensorFlow set-up goes on, says so, and does not try again the same day', async () => {
  const cache = await folderWith();
  let tries = 0;
  const refuse = (): Promise<void> => {
    tries += 1;
    return Promise.reject(new SetUpError('the network says no'));
  };
  const choices = [
    { id: 'first', make: refuse },
    { id: 'second', make: refuse },
  ];
  const { report, text } = recordedReport();
  await installTensorFlow(report, cache, false, choices);
  expect(text()).toContain('first cannot be had: the network says no');
  expect(text()).toContain('going on without native TensorFlow');
  expect(await needsRuntime(cache, false)).toBe(false);
  await installTensorFlow(report, cache, false, choices);
  expect(tries).toBe(2);
  expect(await needsRuntime(cache, true)).toBe(true);
});

const SOURCES = {
  'build/packaging/bundled.mjs': '',
  'electron/main/index.ts': 'one',
  'renderer/src/main.ts': 'two',
  'electron.vite.config.ts': '',
  'package-lock.json': '{}',
  'package.json': '{}',
  'tsconfig.json': '{}',
};

test('the app is built again when a source changes, appears or moves, and not otherwise', async () => {
  const same = await sourcesHash(await folderWith(SOURCES));
  expect(await sourcesHash(await folderWith({ ...SOURCES, 'tests/a.test.ts': 'no matter' }))).toBe(same);
  const { 'renderer/src/main.ts': text, ...rest } = SOURCES;
  const others = [
    { ...SOURCES, 'renderer/src/main.ts': 'three' },
    { ...SOURCES, 'renderer/src/b.ts': '' },
    { ...rest, 'renderer/src/other.ts': text },
  ];
  for (const other of others) expect(await sourcesHash(await folderWith(other))).not.toBe(same);
});
