import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Library } from '../../electron/store/index.ts';
import { checkpointAt, metricRow, newRun } from '../store/support/values.ts';
import { quickFolder } from './support/folders.ts';
import { disk, told } from './support/recorded-disk.ts';
import { materialise, SimulatedDisk, UNSYNCED_BYTES, UNSYNCED_NAMES, type PowerCut } from './support/simulated-disk.ts';

vi.mock('node:fs/promises', async (original) => {
  const { recordedFs } = await import('./support/recorded-disk.ts');
  return recordedFs(await original());
});

beforeEach(() => {
  Object.assign(disk, { operations: [], recording: false, failAt: Number.POSITIVE_INFINITY, failed: null });
});

const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => metricRow(from + at));

/** A short life of a run: every kind of write the store knows, and what was told to be done after each. */
async function liveRun(folder: string): Promise<string> {
  disk.recording = true;
  const library = await Library.open(folder);
  const { id } = await library.createRun(newRun());
  told('run 0');
  const writer = await library.openWriter(id, 'app');
  await writer.setStatus({ state: 'training' });
  for (const end of [40, 80]) {
    await writer.appendMetrics(rows(end - 39, end - 10));
    told(`metrics ${end - 10}`);
    await writer.appendMetrics(rows(end - 9, end));
    told(`metrics ${end}`);
    await writer.writeSamples(`epoch-000${end / 40}.png`, Buffer.alloc(300, end));
    await writer.writeCheckpoint(checkpointAt(end));
    told(`checkpoint ${end}`);
    await writer.setStatus({ step: end });
    told(`status ${end}`);
  }
  await library.pinCheckpoint(id, 40, true);
  told('pin 40');
  await library.renameRun(id, 'Renamed');
  told('renamed 1');
  await writer.log('Stopped.');
  await writer.setStatus({ state: 'stopped' });
  await writer.close();
  disk.recording = false;
  return id;
}

/** The last number told of something, in the words of {@link liveRun}. */
const lastTold = (operations: typeof disk.operations, what: string): number =>
  operations.reduce(
    (last, op) => (op.kind === 'told' && op.what.startsWith(`${what} `) ? Number(op.what.split(' ')[1]) : last),
    -1,
  );

async function expectWhole(folder: string, id: string, before: typeof disk.operations): Promise<void> {
  const problems: string[] = [];
  const library = await Library.open(folder, { onProblem: (problem) => problems.push(problem) });
  const runs = await library.listRuns();
  if (lastTold(before, 'run') < 0 && runs.length === 0) return;
  expect(runs.map((run) => run.id)).toEqual([id]);
  expect(['First try', 'Renamed']).toContain((await library.readRun(id)).name);
  if (lastTold(before, 'renamed') === 1) expect((await library.readRun(id)).name).toBe('Renamed');
  expect((await library.readStatus(id)).step).toBeGreaterThanOrEqual(Math.max(0, lastTold(before, 'status')));
  const { step: steps } = (await library.readMetrics(id, 0)).columns;
  expect(steps).toEqual(steps.map((_, at) => at + 1));
  expect(steps.length).toBeGreaterThanOrEqual(lastTold(before, 'metrics'));
  const buckets = await library.readMetricBuckets(id, { from: 1, to: 100, buckets: 1 });
  expect(buckets.rows).toEqual(steps.length === 0 ? [] : [steps.length]);
  const newest = await library.newestCheckpoint(id);
  expect(newest?.step ?? 0).toBeGreaterThanOrEqual(Math.max(0, lastTold(before, 'checkpoint')));
  // A checkpoint ran ahead of its metrics only if those were lost.
  expect(newest?.step ?? 0).toBeLessThanOrEqual(steps.length);
  if (newest) expect(newest).toEqual(checkpointAt(newest.step));
  if (lastTold(before, 'pin') === 40) expect(await library.pinnedCheckpoints(id)).toEqual([40]);
  expect(problems).toEqual([]);
  const writer = await library.openWriter(id, 'cli');
  await writer.truncateMetrics(newest?.step ?? 0);
  await writer.appendMetrics([metricRow((newest?.step ?? 0) + 1)]);
  await writer.close();
  expect((await library.readMetrics(id, 0)).columns.step).toHaveLength((newest?.step ?? 0) + 1);
}

describe('a power cut', () => {
  it('at any operation, whatever of the unsynced survives, leaves a whole run with all that was acknowledged', async () => {
    const folder = await quickFolder();
    const library = join(folder, 'library');
    await mkdir(library);
    const id = await liveRun(library);
    const { operations } = disk;
    expect(operations.filter(({ kind }) => kind === 'sync').length).toBeGreaterThan(50);
    const simulated = new SimulatedDisk(library);
    const seen = new Set<string>();
    for (const [at, operation] of operations.entries()) {
      simulated.apply(operation);
      for (const bytes of UNSYNCED_BYTES)
        for (const names of UNSYNCED_NAMES) {
          const cut: PowerCut = { bytes, names };
          const left = simulated.left(cut);
          // Its process is gone: here it is this one, which lives.
          left.delete(join('runs', id, 'lock'));
          const before = operations.slice(0, at + 1);
          const hash = createHash('sha256').update(String(before.filter(({ kind }) => kind === 'told').length));
          for (const [path, content] of left) hash.update(path).update(content ?? '');
          const state = hash.digest('hex');
          if (seen.has(state)) continue;
          seen.add(state);
          const place = join(folder, 'left');
          materialise(left, place);
          await expectWhole(place, id, before).catch((error: unknown) => {
            throw new Error(
              `After operation ${at} (${JSON.stringify({ ...operation, bytes: undefined })}), bytes ${bytes}, names ${names}`,
              { cause: error },
            );
          });
          rmSync(place, { recursive: true });
        }
    }
    expect(seen.size).toBeGreaterThan(100);
    console.log(`${operations.length} operations, ${seen.size} different disks after a power cut`);
  }, 300_000);
});

describe('a disk that fails once', () => {
  it.each(['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'short'])(
    'with %s, at any operation, is told in a sentence; what was there stays, and it goes on afterwards',
    async (failure) => {
      const folder = await quickFolder();
      const library = await Library.open(folder);
      const { id } = await library.createRun(newRun());
      const writer = await library.openWriter(id, 'app');
      await writer.appendMetrics(rows(1, 40));
      await writer.writeCheckpoint(checkpointAt(40));
      let fired = 0;
      let logged = 40;
      const codes = new Set<string>();
      for (let at = 1; ; at += 1) {
        const step = 40 + at;
        Object.assign(disk, { recording: true, failAt: at, failure, failed: null });
        const failures: { code: string; message: string }[] = [];
        const attempt = (work: Promise<void>): Promise<boolean> =>
          work.then(
            () => true,
            (error: { code: string; message: string }) => (failures.push(error), false),
          );
        if (await attempt(writer.appendMetrics([metricRow(logged + 1)]))) logged += 1;
        const written = await attempt(writer.writeCheckpoint(checkpointAt(step)));
        await attempt(writer.setStatus({ step }));
        disk.recording = false;
        if (disk.failed === null) break;
        fired += 1;
        for (const { code, message } of failures) {
          codes.add(code);
          expect(message).toMatch(/^[A-Z].*[.)]$/);
        }
        expect((await library.readMetrics(id, 0)).columns.step).toEqual(rows(1, logged).map(({ step: row }) => row));
        const newest = await library.newestCheckpoint(id);
        if (written) expect(newest).toEqual(checkpointAt(step));
        else expect(newest).toEqual(checkpointAt(newest!.step));
        // Only the newest is kept, so that reading stays quick.
        for (const entry of await library.listCheckpoints(id))
          if (entry.step !== newest?.step)
            await rm(join(library.runDir(id), 'checkpoints', `step-${String(entry.step).padStart(8, '0')}`), {
              recursive: true,
            });
      }
      await writer.appendMetrics([metricRow(logged + 1)]);
      await writer.writeCheckpoint(checkpointAt(9999));
      await writer.close();
      expect(await library.newestCheckpoint(id)).toEqual(checkpointAt(9999));
      expect(fired).toBeGreaterThan(failure === 'short' ? 8 : 40);
      const expected: Record<string, string[]> = {
        ENOSPC: ['no-space'],
        EIO: ['no-access'],
        EACCES: ['no-access'],
        EMFILE: ['internal'],
        short: [],
      };
      expect([...codes]).toEqual(expected[failure]);
    },
    120_000,
  );
});
