import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryUse } from '@shared/disk-use.ts';
import type { RunSummary } from '@shared/run.ts';
import { Library } from '../../electron/store/index.ts';
import { checkpointAt, newRun } from '../store/support/values.ts';
import { forgerOn } from './support/forger.ts';

let home: string;
let library: Library;
let id: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-disk-'));
  library = await Library.open(join(home, 'library'));
  ({ id } = await library.createRun(newRun({ name: 'Boots' })));
  const writer = await library.openWriter(id, 'cli');
  for (const step of [10, 20]) await writer.writeCheckpoint(checkpointAt(step));
  await writer.setStatus({ state: 'stopped' });
  await writer.close();
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(library.dir, words);

describe('the disk, on the command line', () => {
  it('pins checkpoints that are there, and lets them go', async () => {
    expect((await forger('pin', 'Boots', '10')).out).toBe('Pinned: 10\n');
    expect(JSON.parse((await forger('pin', 'latest', '20', '--json')).out)).toEqual({ id, pinned: [10, 20] });
    expect((await forger('pin', 'Boots', '15')).err).toMatch(/no checkpoint of step 15/);
    await forger('unpin', 'Boots', '10');
    expect(await library.pinnedCheckpoints(id)).toEqual([20]);
  });

  it('lists checkpoints, the best of them where the run measures it', async () => {
    await forger('pin', 'Boots', '10');
    const plain = (await forger('checkpoints', 'Boots')).out.split('\n');
    expect(plain[0]?.split(/ +/)).toEqual(['step', 'epoch', 'size']);
    expect(plain[1]).toMatch(/^ {2}10 +1 +[\d.]+ KiB +pinned$/);
    const { config } = newRun();
    const measured = await library.createRun(
      newRun({ name: 'Hats', config: { ...config, 'checkpoint.keep': 'best' } }),
    );
    expect((await forger('checkpoints', 'Hats')).out).toBe('This run has no checkpoint yet.\n');
    const writer = await library.openWriter(measured.id, 'cli');
    for (const [step, distance] of [
      [10, 30.126],
      [25, 12],
    ] as const)
      await writer.writeCheckpoint({ ...checkpointAt(step), distance });
    await writer.close();
    const lines = (await forger('checkpoints', 'Hats')).out.split('\n');
    expect(lines[0]?.split(/ +/)).toEqual(['step', 'epoch', 'size', 'distance']);
    expect(lines[1]).toMatch(/^ {2}10 +1 .* 30\.13$/);
    expect(lines[2]).toMatch(/^ {2}25 +2\.5 .* 12\.00 +best, newest$/);
    expect(JSON.parse((await forger('checkpoints', 'Hats', '--json')).out)).toMatchObject([
      { step: 10, distance: 30.126 },
      { step: 25, distance: 12, pinned: false },
    ]);
  });

  it('lets older checkpoints go when told twice, but not the two newest and the pinned', async () => {
    const writer = await library.openWriter(id, 'cli');
    for (const step of [30, 40]) await writer.writeCheckpoint(checkpointAt(step));
    await writer.close();
    await forger('pin', 'Boots', '10');
    expect(await forger('checkpoints', 'Boots', '--thin')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^forger: This would delete one checkpoint \([\d.]+ KiB\) for good\. Add --yes to do it/,
      ),
    });
    expect((await forger('checkpoints', 'Boots', '--thin', '--yes')).out).toMatch(/^Deleted 1: [\d.]+ KiB\.\n$/);
    expect((await library.listCheckpoints(id)).map(({ step }) => step)).toEqual([10, 30, 40]);
    expect((await forger('checkpoints', 'Boots', '--thin')).out).toBe('There is none that could go.\n');
  });

  it('says what runs and the library take', async () => {
    const [listed] = JSON.parse((await forger('runs', '--sizes', '--json')).out) as (RunSummary & {
      use: { total: number };
    })[];
    expect(listed?.use).toEqual(await library.diskUse(id));
    expect((await forger('runs', '--sizes')).out).toMatch(/\bsize\b.*\n.*KiB/);
    const use = JSON.parse((await forger('library', 'use', '--json')).out) as LibraryUse;
    expect(use).toMatchObject({ runs: [{ id, bytes: listed?.use.total }], trash: 0 });
  });

  it('deletes only when told twice, and brings back', async () => {
    const asked = await forger('delete', 'Boots');
    expect(asked).toMatchObject({ code: 1, err: expect.stringMatching(/would delete Boots \(.*KiB\)\. Add --yes/) });
    expect(await library.listRuns()).toHaveLength(1);
    const { out } = await forger('delete', 'Boots', '--yes');
    expect(out).toMatch(/^Deleted Boots\. "forger undelete [0-9a-f]{12}" brings it back\.\n$/);
    expect(await library.listRuns()).toHaveLength(0);
    expect((await forger('undelete')).out).toBe('Boots is back.\n');
    expect((await library.newestCheckpoint(id))?.step).toBe(20);
    expect((await forger('undelete')).code).toBe(1);
  });

  it('copies a library, which then works, and leaves the old one', async () => {
    const to = join(home, 'elsewhere');
    const { code, out } = await forger('library', 'move', to);
    expect({ code, copied: out.startsWith('Copied ') }).toEqual({ code: 0, copied: true });
    expect((await (await Library.open(to)).fingerprint(id)).sha256).toBe((await library.fingerprint(id)).sha256);
    expect(await readdir(library.dir)).toContain('runs');
    expect((await forger('library', 'move', to)).err).toMatch(/other files in that folder/);
  });
});
