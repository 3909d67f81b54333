import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openedInWords } from '@shared/run-file.ts';
import { weighRunFile } from '../../../../electron/engine/host/run-file/save.ts';
import type { Library } from '../../../../electron/store/index.ts';
import { setRecordEpochs } from '../../../../electron/store/record.ts';
import { runPathsIn } from '../../../../electron/store/paths.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../../support/library.ts';
import { emptyLibrary, open, save, treeOf } from './support.ts';

let place: TemporaryLibrary;
let run: string;
beforeAll(async () => {
  place = await temporaryLibrary();
  ({ id: run } = await place.prepare({ execution: 'eager', steps: 10, 'ema.decay': 0.9 }));
  expect((await trainHere(place.library, run)).state).toBe('finished');
  await place.library.pinCheckpoint(run, 5, true);
}, 60_000);
afterAll(() => place.remove());

let library: Library;
let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ library, folder, remove } = await emptyLibrary());
});
afterEach(() => remove());

/** What of a run's folder travels: charts and event files are made again. */
async function travelling(from: Library, id: string): Promise<Record<string, string>> {
  const files = await treeOf(from.runDir(id));
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== 'metrics.pyramid'));
}

describe('a run saved as one file and opened elsewhere', () => {
  it('is the same run, file by file, with its images', async () => {
    const path = join(folder, 'run.forger.zip');
    const saved = await save(place.library, run, path, { images: true });
    expect(saved).toMatchObject({ path, checkpoints: [5, 10], images: true });
    expect(await open(library, path)).toMatchObject({
      id: run,
      outcome: 'opened',
      steps: { file: 10, here: 10 },
      formerId: null,
      dataset: { name: 'Tiny', state: 'added' },
    });
    expect(await travelling(library, run)).toEqual(await travelling(place.library, run));
    expect(await library.fingerprint(run)).toEqual(await place.library.fingerprint(run));
    expect((await library.listRuns()).map(({ id }) => id)).toEqual([run]);
    // It goes on here as it does there.
    for (const each of [library, place.library]) await setRecordEpochs(runPathsIn(each.runDir(run)), 3);
    for (const each of [library, place.library]) expect((await trainHere(each, run)).state).toBe('finished');
    expect(await library.fingerprint(run, 15)).toEqual(await place.library.fingerprint(run, 15));
  });

  it('is found again when opened twice, whoever has gone further', async () => {
    const [early, late] = [join(folder, 'early.forger.zip'), join(folder, 'late.forger.zip')];
    const { id } = await place.prepare({ execution: 'eager', steps: 5 });
    await trainHere(place.library, id);
    await save(place.library, id, early);
    await setRecordEpochs(runPathsIn(place.library.runDir(id)), 2);
    await trainHere(place.library, id);
    await save(place.library, id, late);

    await open(library, early);
    const before = await treeOf(library.dir);
    expect(await open(library, early)).toMatchObject({ id, outcome: 'present', steps: { file: 5, here: 5 } });
    const behind = await open(library, late);
    expect(behind).toMatchObject({ id, outcome: 'present', steps: { file: 10, here: 5 } });
    expect(openedInWords(behind)).toContain('Move the run to the trash and open the file again');
    expect(await treeOf(library.dir)).toEqual(before);

    await rm(library.runDir(id), { recursive: true });
    await open(library, late);
    const ahead = await open(library, early);
    expect(ahead).toMatchObject({ id, outcome: 'present', steps: { file: 5, here: 10 } });
    expect(openedInWords(ahead)).toContain('has gone further');
  });

  it('stays the same run after it was renamed and trained on', async () => {
    const path = join(folder, 'run.forger.zip');
    await save(place.library, run, path);
    await open(library, path);
    await library.renameRun(run, 'Another name');
    expect(await open(library, path)).toMatchObject({ id: run, outcome: 'present', name: 'Another name' });
  });

  it('gets a new id where its own belongs to another run, and is known by it from then on', async () => {
    const path = join(folder, 'run.forger.zip');
    await save(place.library, run, path);
    const other = await place.prepare({ seed: 99 });
    await cp(place.library.runDir(other.id), library.runDir(run), { recursive: true });
    const opened = await open(library, path);
    expect(opened).toMatchObject({ outcome: 'opened', formerId: run });
    expect(opened.id).not.toBe(run);
    expect(await library.readRun(opened.id)).toMatchObject({ id: opened.id, origin: { run } });
    expect(await open(library, path)).toMatchObject({ id: opened.id, outcome: 'present' });
    // And it can be sent on, and is that run elsewhere too.
    const again = join(folder, 'again.forger.zip');
    await save(library, opened.id, again);
    expect(await open(library, again)).toMatchObject({ id: opened.id, outcome: 'present' });
  });

  it('without its images can be looked at, and goes on once they are here', async () => {
    const [bare, full] = [join(folder, 'bare.forger.zip'), join(folder, 'full.forger.zip')];
    await save(place.library, run, bare, { checkpoints: 'newest' });
    await save(place.library, run, full, { images: true, checkpoints: [5] });
    const opened = await open(library, bare);
    expect(opened.dataset.state).toBe('missing');
    const newest = (await place.library.listCheckpoints(run)).slice(-1);
    expect(await library.listCheckpoints(run)).toEqual(newest);
    await setRecordEpochs(runPathsIn(library.runDir(run)), 4);
    await expect(trainHere(library, run)).rejects.toThrow(/trained on "Tiny".*not in this library/);
    // The other file brings them, and changes nothing of the run.
    expect(await open(library, full)).toMatchObject({ outcome: 'present', dataset: { state: 'added' } });
    expect((await trainHere(library, run)).state).toBe('finished');
  });

  it('takes the same images under whatever id they have here', async () => {
    const path = join(folder, 'run.forger.zip');
    await save(place.library, run, path, { images: true });
    const record = await place.library.readRun(run);
    await open(library, path);
    await rm(library.runDir(run), { recursive: true });
    const [was, is] = [library.datasetDir(record.dataset.id), library.datasetDir('images-other')];
    await cp(was, is, { recursive: true });
    const text = await readFile(join(is, 'dataset.json'), 'utf8');
    await writeFile(join(is, 'dataset.json'), text.replace(record.dataset.id, 'images-other'));
    await rm(was, { recursive: true });
    expect((await open(library, path)).dataset.state).toBe('here');
    expect(await readdir(join(library.dir, 'datasets'))).toEqual(['images-other']);
    await setRecordEpochs(runPathsIn(library.runDir(run)), 4);
    expect((await trainHere(library, run)).state).toBe('finished');
  });
});

describe('the file', () => {
  it('is the same for the same run, and no larger than was said', async () => {
    const [one, two] = [join(folder, 'one.forger.zip'), join(folder, 'two.forger.zip')];
    const { bytes } = await save(place.library, run, one, { images: true });
    await save(place.library, run, two, { images: true });
    expect((await readFile(one)).equals(await readFile(two))).toBe(true);
    const sizes = await weighRunFile(place.library, BUNDLED, run);
    expect(sizes.images).toMatchObject({ state: 'here', bytes: 40 * 16 });
    const most = sizes.run + sizes.all + 640;
    expect(bytes).toBeLessThan(most);
    expect(bytes).toBeGreaterThan(most / 4);
    expect(sizes.newest).toBeLessThan(sizes.all);
  });

  it('opens in other programs: Python checks every CRC and reads the manifest', async () => {
    const path = join(folder, 'run.forger.zip');
    await save(place.library, run, path, { images: true });
    const code = [
      'import sys, zipfile, json, hashlib',
      'z = zipfile.ZipFile(sys.argv[1])',
      'assert z.testzip() is None',
      "m = json.loads(z.read('manifest.json'))",
      "assert all(hashlib.sha256(z.read(n)).hexdigest() == f['sha256'] for n, f in m['files'].items())",
      "assert sorted(z.namelist()) == sorted([*m['files'], 'manifest.json'])",
      "print(m['kind'], len(z.namelist()))",
    ].join('\n');
    const { status, stdout, stderr } = spawnSync('python3', ['-c', code, path], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^forger-run \d+\n$/);
  });

  it('is refused with a sentence where a newer Forger wrote it', async () => {
    const path = join(folder, 'newer.zip');
    const code = [
      'import sys, zipfile, json',
      "z = zipfile.ZipFile(sys.argv[1], 'w')",
      "z.writestr('manifest.json', json.dumps({'format': 3, 'kind': 'forger-run'}))",
      "z.writestr('whatever.new', b'')",
      'z.close()',
    ].join('\n');
    expect(spawnSync('python3', ['-c', code, path]).status).toBe(0);
    await expect(open(library, path)).rejects.toThrow(/written by a newer Forger. Update Forger/);
  });

  it('says which checkpoint is not there, and which images', async () => {
    const out = join(folder, 'run.forger.zip');
    await expect(save(place.library, run, out, { checkpoints: [7] })).rejects.toThrow('no checkpoint of step 7');
    await open(library, (await save(place.library, run, out)).path);
    await expect(save(library, run, out, { images: true })).rejects.toThrow(/images of "Tiny" are not in this library/);
  });
});
