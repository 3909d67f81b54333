import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../../electron/store/index.ts';
import { buildChild } from '../../../store/support/build-child.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../../support/library.ts';
import { emptyLibrary, open, save, treeOf } from './support.ts';

let place: TemporaryLibrary;
let there: Awaited<ReturnType<typeof emptyLibrary>>;
let run: string;
let script: string;
let path: string;
beforeAll(async () => {
  place = await temporaryLibrary();
  there = await emptyLibrary();
  ({ id: run } = await place.prepare({ execution: 'eager', steps: 10 }));
  await trainHere(place.library, run);
  script = await buildChild(join(import.meta.dirname, 'killed-child.ts'), there.folder);
  path = join(there.folder, 'run.forger.zip');
  await save(place.library, run, path, { images: true });
}, 60_000);
afterAll(async () => {
  place.remove();
  await there.remove();
});

const SHARES = [0, 0.2, 0.5, 0.8, 1];

function killAt(what: 'open' | 'save', dir: string, share: number): void {
  const args = [script, what, dir, BUNDLED, path, run, String(share)];
  expect(spawnSync(process.execPath, args).signal).toBe('SIGKILL');
}

describe('a process that is killed', () => {
  it('while it opens a run file leaves the library as it was, and the file opens afterwards', async () => {
    const { dir } = there.library;
    for (const share of SHARES) {
      killAt('open', dir, share);
      // What it left lies under a name of work in progress, and the next start sweeps it.
      expect((await Library.open(dir).then((library) => library.listRuns())).length, String(share)).toBe(0);
      expect(await readdir(join(dir, 'runs')), String(share)).toEqual([]);
      // The images may have come whole just before the run did.
      const datasets = await readdir(join(dir, 'datasets'));
      expect(
        datasets.filter((name) => name.startsWith('.tmp')),
        String(share),
      ).toEqual([]);
    }
    expect(await open(there.library, path)).toMatchObject({ id: run, outcome: 'opened' });
    const files = await treeOf(place.library.runDir(run));
    delete files['metrics.pyramid'];
    expect(await treeOf(there.library.runDir(run))).toEqual(files);
  });

  it('while it saves one leaves the run and the older file as they were', async () => {
    const [before, file] = [await treeOf(place.library.dir), await readFile(path)];
    for (const share of SHARES) {
      killAt('save', place.library.dir, share);
      expect((await readFile(path)).equals(file), String(share)).toBe(true);
    }
    expect(await treeOf(place.library.dir)).toEqual(before);
    // The next one sweeps what they left.
    expect((await readdir(there.folder)).some((name) => name.startsWith('.tmp'))).toBe(true);
    await save(place.library, run, path, { images: true });
    expect((await readdir(there.folder)).filter((name) => name.startsWith('.tmp'))).toEqual([]);
    expect((await readFile(path)).equals(file)).toBe(true);
    await rm(path);
  });
});

describe('one that is cancelled', () => {
  it('leaves nothing', async () => {
    const other = await emptyLibrary();
    const file = join(other.folder, 'run.forger.zip');
    await save(place.library, run, file);
    const before = await treeOf(other.folder);
    await expect(open(other.library, file, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await treeOf(other.folder)).toEqual(before);
    await other.remove();
  });
});
