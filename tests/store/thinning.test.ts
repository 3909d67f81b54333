import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bestStep } from '@shared/checkpoint-policy.ts';
import type { Library } from '../../electron/store/index.ts';
import { checkpointAt, libraryWithRun, newRun } from './support/fixtures.ts';

describe('checkpoints', () => {
  let library: Library;
  let id: string;
  const steps = async (): Promise<number[]> => (await library.listCheckpoints(id)).map(({ step }) => step);
  beforeEach(async () => {
    ({ library, id } = await libraryWithRun());
    const writer = await library.openWriter(id, 'app');
    for (const step of [10, 20, 30, 40, 50]) await writer.writeCheckpoint(checkpointAt(step));
    await writer.close();
  });

  it('are thinned by whoever writes the run, or by anyone when nobody does', async () => {
    await library.pinCheckpoint(id, 10, true);
    const writer = await library.openWriter(id, 'app');
    await expect(library.thinCheckpoints(id, { keep: 'newest' }, 'cli')).rejects.toMatchObject({ code: 'busy' });
    expect(await writer.thinCheckpoints({ keep: 'every', steps: 20 })).toEqual([30]);
    await writer.close();
    expect(await steps()).toEqual([10, 20, 40, 50]);
    expect(await library.thinCheckpoints(id, { keep: 'newest' }, 'cli')).toEqual([20]);
    expect(await steps()).toEqual([10, 40, 50]);
    expect(await library.newestCheckpoint(id)).toEqual(checkpointAt(50));
    expect(await library.writerOf(id)).toBeNull();
    expect(await readdir(join(library.runDir(id), 'checkpoints'))).toHaveLength(3);
  });

  it('keep the best, told by what was measured when they were saved', async () => {
    const best = await library.createRun(newRun({ config: { ...newRun().config, 'checkpoint.keep': 'best' } }));
    const writer = await library.openWriter(best.id, 'app');
    const distances = new Map([9.5, 3.25, 4, 3.25, 5, 8].map((distance, at) => [at + 1, distance]));
    for (const [step, distance] of distances) await writer.writeCheckpoint({ ...checkpointAt(step), distance });
    await writer.writeCheckpoint(checkpointAt(7));
    expect(await library.readCheckpoint(best.id, 3)).toEqual({ ...checkpointAt(3), distance: 4 });
    expect(await writer.thinCheckpoints({ keep: 'best' })).toEqual([1, 3, 4, 5]);
    const listed = (): Promise<unknown[]> =>
      library.listCheckpoints(best.id).then((all) => all.map(({ step, distance }) => [step, distance]));
    expect(await listed()).toEqual([
      [2, 3.25],
      [6, 8],
      [7, null],
    ]);
    // What was altered says nothing any more.
    const state = join(library.runDir(best.id), 'checkpoints/step-00000002/state.json');
    await writeFile(state, (await readFile(state, 'utf8')).replace('3.25', '0.25'));
    expect(await listed()).toEqual([
      [2, null],
      [6, 8],
      [7, null],
    ]);
    await writer.close();
  });

  it('keep the best by what was measured of them, and those that wait to be', async () => {
    const config = { ...newRun().config, 'checkpoint.keep': 'best', 'evaluations.every': 1 } as const;
    const measured = await library.createRun(newRun({ config, stepsPerEpoch: 2, totalSteps: 20 }));
    const writer = await library.openWriter(measured.id, 'app');
    const told = (step: number, kid: number) =>
      writer.appendEvaluations([
        { id: 'checkpoint', step, epoch: step / 2, average: false, values: { kid }, samples: 500, seconds: 1 },
      ]);
    for (const step of [2, 4, 6, 8, 10]) await writer.writeCheckpoint(checkpointAt(step));
    await told(2, 3);
    await told(4, 1);
    const listed = async (): Promise<unknown[]> =>
      (await library.listCheckpoints(measured.id)).map(({ step, value, pending }) => [step, value, pending]);
    expect(await writer.thinCheckpoints({ keep: 'best' })).toEqual([2]);
    expect(await writer.thinCheckpoints({ keep: 'newest' })).toEqual([4]);
    expect(await listed()).toEqual([
      [6, null, true],
      [8, null, true],
      [10, null, true],
    ]);
    await told(6, 0.5);
    await told(8, 2);
    expect(await writer.thinCheckpoints({ keep: 'best' })).toEqual([]);
    expect(bestStep(await library.listCheckpoints(measured.id))).toBe(6);
    await told(10, 4);
    expect(await writer.thinCheckpoints({ keep: 'newest' })).toEqual([6]);
    await writer.close();
  });

  it('are pinned and let go again', async () => {
    expect(await library.pinnedCheckpoints(id)).toEqual([]);
    for (const step of [30, 10, 30]) await library.pinCheckpoint(id, step, true);
    expect(await library.pinnedCheckpoints(id)).toEqual([10, 30]);
    await library.pinCheckpoint(id, 10, false);
    expect(await library.pinnedCheckpoints(id)).toEqual([30]);
    await expect(library.pinCheckpoint(id, -1, true)).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(library.pinCheckpoint('nothing', 1, true)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stay where it is not known which are pinned', async () => {
    await library.pinCheckpoint(id, 10, true);
    const pins = join(library.runDir(id), 'pins.json');
    await writeFile(pins, (await readFile(pins, 'utf8')).replace('10', '20'));
    await expect(library.thinCheckpoints(id, { keep: 'newest' }, 'cli')).rejects.toMatchObject({ code: 'damaged' });
    expect(await steps()).toHaveLength(5);
    await library.pinCheckpoint(id, 40, true);
    expect(await library.pinnedCheckpoints(id)).toEqual([40]);
  });
});
