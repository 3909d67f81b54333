import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  publicAddresses,
  RECORDED_ADDRESSES,
  recordAddresses,
  refusals,
} from '../../build/packaging/cuda-addresses.mjs';
import { SetUpError } from '../../build/setup/process.mjs';
import { CUDA_PACKAGES } from '../../electron/engine/host/runtimes/cuda-packages.ts';
import { folderWith } from './support/folder.ts';

const WHEELS = CUDA_PACKAGES.map(({ wheel }) => wheel);
const on = (server: string) => (wheel: string) => `https://${server}/packages/${wheel}`;

test.each([
  ['a mirror', on('mirror.example.org')],
  ['this machine', on('localhost')],
  ['a number', on('127.0.0.1')],
  ['no TLS', (wheel: string) => `http://files.example.org/${wheel}`],
  ['a file', (wheel: string) => `file:///wheels/${wheel}`],
  ['nothing', () => ''],
])('addresses on %s are refused, each', (_what, address) => {
  expect(refusals(Object.fromEntries(WHEELS.map((wheel) => [wheel, address(wheel)])))).toEqual(
    WHEELS.map((wheel) => `${wheel} is not on the public server`),
  );
});

test('so are those that lack, and those that are of something else', () => {
  expect(refusals({ 'other.whl': on('mirror.example.org')('other.whl') })).toEqual([
    "other.whl is none of CUDA's",
    ...WHEELS.map((wheel) => `${wheel} is not on the public server`),
  ]);
});

test('where the first may not be recorded pip is asked no more; on other systems it is not asked', async () => {
  const asked: string[] = [];
  const ask = (wheel: string): Promise<string> => {
    asked.push(wheel);
    return Promise.resolve(on('mirror.example.org')(wheel));
  };
  expect(await publicAddresses(ask, 'linux-x64')).toEqual({
    why: 'pip is set to a mirror here, whose addresses are of no use elsewhere.',
  });
  expect(await publicAddresses(ask, 'darwin-arm64')).toBeNull();
  expect(asked).toEqual(WHEELS.slice(0, 1));
  const offline = (): Promise<string> => Promise.reject(new SetUpError('No network.'));
  expect(await publicAddresses(offline, 'linux-x64')).toEqual({ why: 'No network.' });
});

test('what pip says is written down; a release is refused without it, another package is made', async () => {
  const folder = await folderWith();
  const none = Promise.resolve({ why: 'No network.' });
  await expect(recordAddresses(folder, { required: true }, none)).rejects.toThrow(
    'Nothing is packed for a release that cannot install CUDA. No network.',
  );
  expect(await recordAddresses(folder, { required: false }, none)).toBeNull();
  expect(await recordAddresses(folder, { required: true }, Promise.resolve(null))).toBeNull();
  expect(await readdir(folder)).toEqual([]);
  const addresses = { 'a.whl': 'https://files.example.org/a.whl' };
  const file = await recordAddresses(folder, { required: true }, Promise.resolve({ addresses }));
  expect(await readdir(folder)).toEqual([RECORDED_ADDRESSES]);
  expect(JSON.parse(await readFile(file ?? '', 'utf8'))).toEqual(addresses);
});
