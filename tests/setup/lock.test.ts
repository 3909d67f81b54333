import { readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withLock } from '../../build/setup/lock.mjs';
import { SetUpError } from '../../build/setup/process.mjs';
import { folderWith } from './support/folder.ts';

const ignore = (): void => undefined;

test('two set-ups never work at the same time', async () => {
  const folder = await folderWith();
  let working = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    working += 1;
    most = Math.max(most, working);
    await wait(20);
    working -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(folder, ignore, work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('the second is told whom it waits for', async () => {
  const folder = await folderWith();
  const told: number[] = [];
  await Promise.all([
    withLock(folder, ignore, () => wait(50)),
    wait(10).then(() =>
      withLock(
        folder,
        (pid) => told.push(pid),
        () => Promise.resolve(),
      ),
    ),
  ]);
  expect(told).toEqual([process.pid]);
});

test('the lock of a killed set-up is taken over', async () => {
  const gone = 2 ** 22 + 1; // beyond the largest process number of Linux
  const folder = await folderWith();
  await writeFile(join(folder, 'set-up.lock'), JSON.stringify({ pid: gone, host: hostname() }));
  expect(await withLock(folder, ignore, () => Promise.resolve('done'))).toBe('done');
});

test('a failure gives the lock back', async () => {
  const folder = await folderWith();
  await expect(withLock(folder, ignore, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(await readdir(folder)).toEqual([]);
});

test('where nothing can be written, the folder and the way out are named', async () => {
  const folder = join(await folderWith({ 'not-a-folder': '' }), 'not-a-folder', 'cache');
  const refused = withLock(
    folder,
    () => undefined,
    () => Promise.resolve(),
  );
  await expect(refused).rejects.toThrow(SetUpError);
  await expect(refused).rejects.toThrow(`${folder}, and nothing can be written there. Set FORGER_CACHE`);
});
