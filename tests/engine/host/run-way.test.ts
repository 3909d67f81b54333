import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { DeviceReport } from '@shared/doctor.ts';
import type { RunRecord } from '@shared/run.ts';
import { wayOf } from '@shared/way.ts';
import { kindOfRun, settledExecution, threadsHere, threadsOf } from '../../../electron/engine/host/run-way.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
beforeAll(async () => {
  place = await temporaryLibrary();
});
afterAll(() => place.remove());

const device = (kind: DeviceReport['kind'], available = true): DeviceReport => ({
  kind,
  title: `The ${kind}`,
  available,
  note: null,
});

/** A run as it was made before its record settled a way, stopped half-way. */
async function olderRun(settings: Partial<RunConfigInput> = {}): Promise<RunRecord> {
  const { library, prepare } = place;
  const { way: _way, ...record } = await prepare({ 'checkpoint.everySteps': 3, ...settings });
  return library.createRun(record);
}

describe('the way of a run', () => {
  test('is settled when it is made, written with it, and kept', async () => {
    const { library, prepare } = place;
    const made = await prepare({ device: 'auto' });
    expect(made.device).toEqual({ kind: 'cpu' });
    expect(made.way).toEqual({ execution: 'graph', threads: threadsHere() });
    expect(await trainHere(library, made.id)).not.toHaveProperty('threads');
    expect((await library.readRun(made.id)).way).toEqual(made.way);
    expect((await library.listRuns()).find(({ id }) => id === made.id)?.way).toEqual({ device: 'cpu', ...made.way });
  });

  test('follows from settings and device', () => {
    expect(wayOf({ execution: 'auto' }, 'cuda', 8)).toEqual({ execution: 'graph', threads: 8 });
    expect(wayOf({ execution: 'xla' }, 'cpu', 8)).toEqual({ execution: 'xla', threads: 8 });
    expect(wayOf({ execution: 'auto' }, 'webgpu', 8)).toEqual({ execution: 'eager', threads: null });
  });

  test('is that of its status for a run of an older version, and in its record from then on', async () => {
    const { library } = place;
    const older = await olderRun({ steps: 3 });
    await trainHere(library, older.id);
    // As such a run left it.
    const { way: _way, ...record } = await library.readRun(older.id);
    const soFar = { record, status: { execution: 'eager', threads: 3 }, from: 3 } as const;
    expect([settledExecution(soFar, 'cpu'), threadsOf(soFar)]).toEqual(['eager', 3]);
    // Before its first step every way is open.
    const fresh = { ...soFar, from: null };
    expect([settledExecution(fresh, 'cpu'), threadsOf(fresh)]).toEqual([null, threadsHere()]);
    expect((await library.readRun(older.id)).way).toEqual({ execution: 'graph', threads: threadsHere() });
  });

  test('is lost with the status of such a run: it says so and does not go on in another', async () => {
    const { library } = place;
    const older = await olderRun({ steps: 3 });
    const writer = await library.openWriter(older.id, 'cli');
    const source = await place.prepare({ steps: 3 });
    await trainHere(library, source.id);
    await writer.writeCheckpoint(await library.readCheckpoint(source.id, 3));
    await writer.close();
    const status = join(library.runDir(older.id), 'status.json');
    await rm(status);
    await expect(trainHere(library, older.id)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/status of this run was lost.*Make a new run from its newest checkpoint\./),
    });
    // Saying it once is not enough: the file is there again by now.
    await expect(trainHere(library, older.id)).rejects.toMatchObject({ code: 'damaged' });
    expect(await library.readStatus(older.id)).toMatchObject({ state: 'failed', lost: true });
  });

  test('is not lost with the status of any other, whatever the file says', async () => {
    const { library, prepare } = place;
    const [whole, cut] = [await prepare(), await prepare({ 'checkpoint.everySteps': 3 })];
    await trainHere(library, whole.id);
    let stopped = false;
    await trainHere(library, cut.id, ({ what }, control) => {
      if (what === 'checkpoint' && !stopped) control.stop();
      stopped ||= what === 'checkpoint';
    });
    await writeFile(join(library.runDir(cut.id), 'status.json'), '{"threads": 1');
    expect(await trainHere(library, cut.id)).toMatchObject({ state: 'finished', step: 6 });
    expect(await library.readStatus(cut.id)).not.toHaveProperty('lost');
    const [a, b] = await Promise.all([whole, cut].map(({ id }) => library.fingerprint(id)));
    expect(b?.sha256).toBe(a?.sha256);
  });

  test('is not tried where the networks of a run from a file fit no memory', async () => {
    const { library, prepare } = place;
    const record = await prepare();
    const units = 4_194_304;
    const wide = { type: 'dense', units, useBias: true } as const;
    const [first, ...rest] = nodesOf(record.networks.generator);
    const generator = [...(first ? [first] : []), wide, wide, ...rest];
    const huge = await library.createRun({ ...record, networks: { ...record.networks, generator } });
    await expect(trainHere(library, huge.id)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^Training these networks takes at least [\d.]+ GB of memory; this machine has/),
    });
  });

  test('leads elsewhere only where its device is not there and the run did not ask for it by name', () => {
    const record = {
      config: { device: 'auto' } as RunRecord['config'],
      device: { kind: 'cuda' } as const,
      way: { execution: 'graph', threads: 4 } as const,
    };
    const without = { devices: [device('cuda', false), device('cpu')], chosen: 'cpu' as const };
    const withIt = { devices: [device('cuda'), device('cpu')], chosen: 'cpu' as const };
    expect([kindOfRun(record, withIt), kindOfRun(record, without)]).toEqual(['cuda', 'cpu']);
    const soFar = { record, status: {}, from: 6 };
    expect([settledExecution(soFar, 'cuda'), settledExecution(soFar, 'cpu')]).toEqual(['graph', null]);
    const named = { ...record, config: { device: 'cuda' } as RunRecord['config'] };
    expect(kindOfRun(named, without)).toBe('cuda');
  });
});
