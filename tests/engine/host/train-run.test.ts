import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { RUN_FILES } from '@shared/library-names.ts';
import { findPreset } from '@shared/presets/index.ts';
import type { MetricRow, RunRecord } from '@shared/run.ts';
import { prepareRun, sampleFromCheckpoint } from '../../../electron/engine/host/index.ts';
import { outputsOf } from '../../../electron/engine/host/run-outputs.ts';
import { RunControl } from '../../../electron/engine/training/control.ts';
import type { Checkpoint, Library } from '../../../electron/store/index.ts';
import { metricRow } from '../../store/support/values.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let library: Library;
let prepare: TemporaryLibrary['prepare'];
let remove: () => void;
beforeEach(async () => {
  ({ library, prepare, remove } = await temporaryLibrary());
});
afterEach(() => remove());

const stepsOf = async (id: string): Promise<number[]> => (await library.readMetrics(id, 0)).columns.step;
const newest = async (id: string): Promise<Checkpoint> => {
  const checkpoint = await library.newestCheckpoint(id);
  if (!checkpoint) throw new Error('There is no checkpoint.');
  return checkpoint;
};

describe('training a run of the library', () => {
  test('it leaves metrics, samples and checkpoints where they belong', async () => {
    const { id } = await prepare({ 'samples.everySteps': 3, 'checkpoint.everySteps': 4 });
    const heard = new Set<string>();
    const status = await trainHere(library, id, ({ what }) => heard.add(what));
    expect(status).toMatchObject({ state: 'finished', step: 6, message: null, owner: null });
    expect([...heard].sort()).toEqual(['checkpoint', 'evaluations', 'metrics', 'samples', 'status']);
    expect(await stepsOf(id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await library.listSamples(id)).map(({ file }) => file)).toEqual([
      'epoch-0000.png',
      'step-00000003.png',
      'step-00000006.png',
    ]);
    expect((await library.listCheckpoints(id)).map(({ step }) => step)).toEqual([4, 6]);
    const grid = decode(readFileSync(library.samplePath(id, 'step-00000006.png')));
    expect(grid).toMatchObject({ width: 8, height: 8, channels: 1, depth: 8 });
    expect(await library.readLog(id)).toMatch(/Starts on CPU, TensorFlow [\d.]+: compiled graph, \d+ threads?\./);
  });

  test('it tells of steps once, when their rows and the status are on the disk', async () => {
    const { id } = await prepare({});
    const metrics = join(library.runDir(id), RUN_FILES.metrics);
    const writer = await library.openWriter(id, 'app');
    const told: [string, number, number][] = [];
    const outputs = outputsOf(
      {
        control: new RunControl(),
        onEvent: ({ what }) => told.push([what, writer.status.step, readFileSync(metrics).length]),
        images: Promise.resolve(),
        space: { due: false, check: () => Promise.resolve() },
      },
      writer,
      null,
    );
    await outputs.metrics([metricRow(1), metricRow(2)], Date.now());
    const bytes = readFileSync(metrics).length;
    expect(bytes).toBeGreaterThan(0);
    expect(told).toEqual([['metrics', 2, bytes]]);
    await writer.close();
  });

  test('it keeps the checkpoints its settings say, and those that are pinned', async () => {
    const { id } = await prepare({ 'checkpoint.everySteps': 1, 'checkpoint.keep': 'newest', execution: 'eager' });
    await library.pinCheckpoint(id, 2, true);
    expect(await trainHere(library, id)).toMatchObject({ state: 'finished', step: 6 });
    expect((await library.listCheckpoints(id)).map(({ step }) => step)).toEqual([2, 5, 6]);
    const every = await prepare({
      'checkpoint.everySteps': 1,
      'checkpoint.keep': 'every',
      'checkpoint.keepEvery': 3,
      execution: 'eager',
    });
    await trainHere(library, every.id);
    expect((await library.listCheckpoints(every.id)).map(({ step }) => step)).toEqual([3, 5, 6]);
  });

  test('it keeps the best beside the newest: the one whose images lie nearest to the data set', async () => {
    const settings = { steps: 12, 'checkpoint.everySteps': 1, execution: 'eager' } as const;
    const { id } = await prepare({ ...settings, 'checkpoint.keep': 'best' });
    const seen = new Map<number, number>();
    const listed: Promise<void>[] = [];
    await trainHere(library, id, ({ what }) => {
      if (what !== 'checkpoint') return;
      const look = async (): Promise<void> => {
        for (const { step, distance } of await library.listCheckpoints(id))
          if (distance !== null) seen.set(step, distance);
      };
      listed.push(look());
    });
    await Promise.all(listed);
    const kept = (await library.listCheckpoints(id)).map(({ step }) => step);
    expect(kept.slice(-2)).toEqual([11, 12]);
    const [best] = [...seen].sort((a, b) => a[1] - b[1] || a[0] - b[0])[0] ?? [];
    expect(kept).toContain(best);
    expect(kept.length).toBeLessThanOrEqual(3);
    // Neither measured nor written where nothing asks for it, and the run is the same without.
    const plain = await prepare({ ...settings, 'checkpoint.keep': 'newest' });
    await trainHere(library, plain.id);
    expect((await library.listCheckpoints(plain.id)).map(({ distance }) => distance)).toEqual([null, null]);
    expect(await newest(plain.id)).not.toHaveProperty('distance');
    expect((await library.fingerprint(id)).sha256).toBe((await library.fingerprint(plain.id)).sha256);
  });

  test('a list of pins that cannot be read costs no checkpoint and ends no run', async () => {
    const { id } = await prepare({ 'checkpoint.everySteps': 2, 'checkpoint.keep': 'newest', execution: 'eager' });
    writeFileSync(join(library.runDir(id), 'pins.json'), '{"format": 1, "steps": [');
    expect(await trainHere(library, id)).toMatchObject({ state: 'finished' });
    expect((await library.listCheckpoints(id)).map(({ step }) => step)).toEqual([2, 4, 6]);
    expect(await library.readLog(id)).toContain('Older checkpoints could not be removed');
  });

  test('stopped and gone on with, it ends as if it had not stopped', async () => {
    const settings = { steps: 80, 'samples.everySteps': 4 } as const;
    const [whole, broken] = [await prepare(settings), await prepare(settings)];
    await trainHere(library, whole.id);
    let grids = 0;
    const { state, step } = await trainHere(library, broken.id, ({ what }, control) => {
      if (what === 'samples' && ++grids === 2) control.stop();
    });
    expect(state).toBe('stopped');
    expect(step).toBeGreaterThanOrEqual(4);
    expect((await library.listCheckpoints(broken.id)).at(-1)?.step).toBe(step);
    expect(await library.readLog(broken.id)).toContain(`Stopped at step ${step}, `);
    expect((await trainHere(library, broken.id)).state).toBe('finished');
    expect(await stepsOf(broken.id)).toEqual(await stepsOf(whole.id));
    expect({ ...(await newest(broken.id)), elapsed: 0 }).toEqual({ ...(await newest(whole.id)), elapsed: 0 });
  });

  test('going on from a checkpoint repeats the steps logged after it, and logs each once', async () => {
    const [whole, broken] = [
      await prepare({ 'checkpoint.everySteps': 4 }),
      await prepare({ 'checkpoint.everySteps': 4 }),
    ];
    await trainHere(library, whole.id);
    const expected = (await library.readMetrics(whole.id, 0)).columns;
    const rows = expected.step.map((_, place) =>
      Object.fromEntries(Object.entries(expected).map(([name, values]) => [name, values[place] ?? 0])),
    ) as MetricRow[];
    const writer = await library.openWriter(broken.id, 'cli');
    await writer.writeCheckpoint(await library.readCheckpoint(whole.id, 4));
    await writer.appendMetrics(rows.slice(0, 5).map((row) => (row.step === 5 ? { ...row, gLoss: 99 } : row)));
    await writer.close();
    await trainHere(library, broken.id);
    const { step, gLoss } = (await library.readMetrics(broken.id, 0)).columns;
    expect(step).toEqual(expected.step);
    expect(gLoss).toEqual(expected.gLoss);
  });

  test('a pause holds the run until it is resumed', async () => {
    const { id } = await prepare();
    let paused = false;
    const status = await trainHere(library, id, ({ what }, control) => {
      if (what === 'samples' && !paused) control.pause();
      if (what === 'status' && control.pausing)
        void library.readStatus(id).then(({ state, step }) => {
          if (state !== 'paused') return;
          expect(step).toBe(0);
          paused = true;
          control.resume();
        });
    });
    expect(status.state).toBe('finished');
    expect(paused).toBe(true);
    expect(await stepsOf(id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('numbers that break end the run with a sentence, and keep the last checkpoint', async () => {
    const [source, id] = [(await prepare({ steps: 2 })).id, (await prepare({ steps: 20 })).id];
    await trainHere(library, source);
    const good = await newest(source);
    const writer = await library.openWriter(id, 'cli');
    await writer.writeCheckpoint({
      ...good,
      generator: good.generator.map((tensor) => ({ ...tensor, data: tensor.data.map(() => Number.NaN) })),
    });
    await writer.close();
    const status = await trainHere(library, id);
    expect(status).toMatchObject({
      state: 'diverged',
      owner: null,
      message: expect.stringContaining("the generator's loss"),
    });
    expect(await library.readLog(id)).toContain(status.message);
    expect((await library.listCheckpoints(id)).map(({ step }) => step)).toEqual([2]);
  });

  test('a step runs op by op where the run or the device asks for it, and the log says so', async () => {
    for (const settings of [{ execution: 'eager' }, { device: 'js' }] as const) {
      const { id } = await prepare({ ...settings, steps: 1 });
      expect((await trainHere(library, id)).state).toBe('finished');
      expect(await library.readLog(id)).toMatch(/Starts on .*: eager(, \d+ threads?)?\.\n.*Finished at step 1, /);
    }
  });

  test('a graph on a device that compiles nothing does not start', async () => {
    const { id } = await prepare({ device: 'js', execution: 'graph' });
    await expect(trainHere(library, id)).rejects.toMatchObject({ code: 'device-unavailable' });
    const { state, message } = await library.readStatus(id);
    expect(state).toBe('failed');
    expect(message).toMatch(/compiled graph here; set Step \(execution\) to automatic/);
  });

  test('a run held by someone, or whose images changed, does not start', async () => {
    const { id } = await prepare();
    const writer = await library.openWriter(id, 'app');
    await expect(trainHere(library, id)).rejects.toMatchObject({ code: 'busy' });
    await writer.close();
    const record = await library.readRun(id);
    const { id: other } = await library.createRun({ ...record, dataset: { ...record.dataset, hash: '0'.repeat(64) } });
    await expect(trainHere(library, other)).rejects.toMatchObject({ code: 'damaged' });
    expect(await library.readStatus(other)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('images'),
    });
  });
});

describe('samples of a checkpoint', () => {
  test("the grid of the run's own seed is the one drawn while it trained", async () => {
    const { id } = await prepare({ steps: 2 });
    await trainHere(library, id);
    const { png, step } = await sampleFromCheckpoint({ library, runId: id, count: 4 });
    expect(step).toBe(2);
    const drawn = decode(readFileSync(library.samplePath(id, 'step-00000002.png')));
    expect([...decode(png).data]).toEqual([...drawn.data]);
    const other = await sampleFromCheckpoint({ library, runId: id, step: 2, count: 4, seed: 5 });
    expect([...decode(other.png).data]).not.toEqual([...drawn.data]);
  });

  test('a run without a checkpoint says so', async () => {
    const { id } = await prepare();
    await expect(sampleFromCheckpoint({ library, runId: id, count: 4 })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('preparing a run', () => {
  const onFashion = (input: Partial<RunConfigInput>): Promise<RunRecord> =>
    prepareRun({
      library,
      bundledDir: BUNDLED,
      input: { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', ...input },
    });

  test('everything that decides it is in its record', async () => {
    const record = await onFashion({ epochs: 2 });
    expect(record).toMatchObject({
      name: 'Fashion GAN on Fashion-MNIST',
      stepsPerEpoch: 469,
      totalSteps: 938,
      dataset: { id: 'fashion-mnist', count: 60_000, image: { height: 28, width: 28, channels: 1 } },
    });
    expect(record.recipe).toEqual(findPreset('fashion-gan-torch')?.recipe);
    expect(record.device.kind).toMatch(/^(cpu|cuda)$/);
    for (const what of ['forger', 'tensorflow']) expect(record.versions[what]).toMatch(/^\d+\.\d+\.\d+/);
    expect((await library.readStatus(record.id)).state).toBe('waiting');
  });

  test('a device, a recipe or images that are not there are named', async () => {
    await expect(onFashion({ device: 'webgpu' })).rejects.toMatchObject({ code: 'device-unavailable' });
    await expect(onFashion({ preset: 'nothing' })).rejects.toThrow(/"nothing"/);
    await expect(onFashion({ dataset: 'nothing' })).rejects.toMatchObject({ code: 'not-found' });
    expect(await library.listRuns()).toEqual([]);
  });

  test('the devices another process told of are not looked for again', async () => {
    const device = { kind: 'cuda' as const, title: 'NVIDIA GPU, TensorFlow 9.9', versions: { tensorflow: '9.9' } };
    const devices = [{ ...device, available: true, note: null }];
    const input = { preset: 'keras-gan', dataset: 'fashion-mnist' };
    const record = await prepareRun({ library, bundledDir: BUNDLED, input, devices: { devices, chosen: 'cuda' } });
    expect([record.device, record.versions['tensorflow']]).toEqual([{ kind: 'cuda' }, '9.9']);
  });
});
