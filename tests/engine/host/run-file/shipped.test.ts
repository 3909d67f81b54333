import { appendFile, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import KNOWN from '../../../../electron/engine/host/run-file/shipped.json' with { type: 'json' };
import { shippedRunFile } from '../../../../electron/engine/host/run-file/shipped.ts';
import { treeOf } from './support.ts';

/** What it may add to every package and to every clone. */
const MOST_BYTES = 10_000_000;
const DAMAGED = 'Forger’s own copy of the finished run is damaged.';

it('is the file that its record names, and small', async () => {
  const path = await shippedRunFile();
  expect((await stat(path)).size).toBeLessThan(MOST_BYTES);
  expect((await treeOf(join(path, '..')))[KNOWN.file]).toBe(KNOWN.sha256);
});

it('is told from one that was changed, and from none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'forger-shipped-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await expect(shippedRunFile(folder)).rejects.toThrow(DAMAGED);
  const copy = join(folder, KNOWN.file);
  await copyFile(await shippedRunFile(), copy);
  expect(await shippedRunFile(folder)).toBe(copy);
  await appendFile(copy, ' ');
  await expect(shippedRunFile(folder)).rejects.toThrow(DAMAGED);
});
