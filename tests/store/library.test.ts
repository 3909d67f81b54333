import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { Library } from '../../electron/store/index.ts';
import { checkpointAt, libraryWithRun, metricRow, newRun, temporaryFolder } from './support/fixtures.ts';

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);

describe('a library', () => {
  it('keeps a run from its first line to its last checkpoint', async () => {
    const { library, id } = await libraryWithRun();
    expect(id).toMatch(/^\d{8}-\d{6}-[a-z0-9]{4}$/);
    expect((await library.readStatus(id)).state).toBe('waiting');

    const writer = await library.openWriter(id, 'cli');
    await writer.setStatus({ state: 'training' });
    await writer.writeSamples('epoch-0000.png', png);
    await writer.appendMetrics([metricRow(1), metricRow(2)]);
    await writer.writeCheckpoint(checkpointAt(2));
    await writer.writeCheckpoint(checkpointAt(10));
    await writer.writeSamples('epoch-0001.png', png);
    await writer.log('Epoch 1 done.\nAnd a second line.');
    await writer.setStatus({ state: 'finished', step: 10 });
    await writer.close();

    const reopened = await Library.open(library.dir);
    expect(await reopened.readStatus(id)).toMatchObject({ state: 'finished', step: 10, owner: null });
    expect((await reopened.readMetrics(id, 0)).columns.step).toEqual([1, 2]);
    expect(await reopened.listSamples(id)).toEqual([
      { file: 'epoch-0000.png', average: null, epoch: 0, step: 0 },
      { file: 'epoch-0001.png', average: null, epoch: 1, step: 10 },
    ]);
    expect((await reopened.listCheckpoints(id)).map(({ step, epoch }) => [step, epoch])).toEqual([
      [2, 0.2],
      [10, 1],
    ]);
    expect(await reopened.readCheckpoint(id, 2)).toEqual(checkpointAt(2));
    expect(await reopened.newestCheckpoint(id)).toEqual(checkpointAt(10));
    expect(await reopened.readLog(id)).toMatch(/^\S+Z Epoch 1 done\. ⏎ And a second line\.\n$/);
    expect((await readdir(reopened.runDir(id))).sort()).toEqual([
      'checkpoints',
      'log.txt',
      'metrics.jsonl',
      'pins.json',
      'run.json',
      'samples',
      'status.json',
    ]);
  });

  it('lists runs newest first, with thumbnail and sparkline, and sees what changed since', async () => {
    const { library, id } = await libraryWithRun();
    expect(await library.listRuns()).toMatchObject([
      { id, name: 'First try', latestSample: null, sparkline: { generator: [] } },
    ]);
    const second = await library.createRun(newRun({ name: 'Second' }));
    const writer = await library.openWriter(id, 'app');
    await writer.writeSamples('epoch-0000.png', png);
    await writer.writeSamples('step-00000007.png', png);
    await writer.appendMetrics([metricRow(1), metricRow(2), metricRow(3)]);
    await writer.close();
    await library.renameRun(id, 'Renamed');
    const runs = await library.listRuns();
    expect(new Set(runs.map((run) => run.id))).toEqual(new Set([id, second.id]));
    expect(runs.find((run) => run.id === id)).toMatchObject({
      name: 'Renamed',
      latestSample: 'step-00000007.png',
      sparkline: { generator: [1.438, 2.438, 3.438], discriminator: [1.125, 2.125, 3.125] },
    });
  });

  it('leaves damaged, foreign and newer runs out of the list and says so', async () => {
    const problems: string[] = [];
    const { library, id } = await libraryWithRun({ onProblem: (problem) => problems.push(problem) });
    const broken = await library.createRun(newRun());
    const newer = await library.createRun(newRun());
    await writeFile(join(library.runDir(broken.id), 'run.json'), '{"format":2');
    const record = await readFile(join(library.runDir(newer.id), 'run.json'), 'utf8');
    await writeFile(join(library.runDir(newer.id), 'run.json'), record.replace('"format": 2', '"format": 3'));
    await mkdir(join(library.dir, 'runs', 'Not a run'));
    await symlink(library.runDir(id), join(library.dir, 'runs', 'link'));
    expect((await library.listRuns()).map((run) => run.id)).toEqual([id]);
    expect(problems.sort()).toEqual(
      [
        `${broken.id}: run.json of this run is damaged: it is not JSON: it breaks off.`,
        `${newer.id}: run.json of this run was written by a newer Forger. Update Forger to open it.`,
      ].sort(),
    );
  });

  it('goes on with a run whose empty folders got lost on the way', async () => {
    const { library } = await libraryWithRun();
    const { id } = await library.createRun(newRun());
    for (const folder of ['samples', 'checkpoints']) await rm(join(library.runDir(id), folder), { recursive: true });
    const writer = await library.openWriter(id, 'app');
    await writer.writeSamples('epoch-0000.png', Uint8Array.of(1));
    await writer.writeCheckpoint(checkpointAt(10));
    await writer.close();
    expect(await library.newestCheckpoint(id)).toEqual(checkpointAt(10));
  });

  it('answers for a run that is gone with a sentence', async () => {
    const { library, id } = await libraryWithRun();
    await rm(library.runDir(id), { recursive: true });
    // Asked one after the other: a refusal that nobody awaits yet would count as unhandled.
    const questions = [
      () => library.readRun(id),
      () => library.readStatus(id),
      () => library.listSamples(id),
      () => library.openWriter(id, 'app'),
    ];
    for (const ask of questions)
      await expect(ask()).rejects.toThrow(new ForgerError('not-found', 'This run is not in the library any more.'));
  });

  it('removes what a dead process left half-made, and nothing else', async () => {
    const dir = await temporaryFolder();
    await Library.open(dir);
    const dead = join(dir, 'runs', '.tmp-aaaaaaaaaaaa-1-0-bbbbbbbbbbbb');
    const foreign = join(dir, 'runs', '.tmp-mine');
    await mkdir(dead);
    await mkdir(foreign);
    await Library.open(dir);
    // Another machine's, and too young to be called dead.
    expect((await readdir(join(dir, 'runs'))).sort()).toEqual(['.tmp-aaaaaaaaaaaa-1-0-bbbbbbbbbbbb', '.tmp-mine']);
  });
});
