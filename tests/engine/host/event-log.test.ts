import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportTensorBoard } from '../../../electron/export/tensorboard/index.ts';
import type { Library } from '../../../electron/store/index.ts';
import { NO_TENSORBOARD, readWithTensorBoard, type ReadEvents } from '../../export/tensorboard/support/tensorboard.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let library: Library;
let prepare: TemporaryLibrary['prepare'];
let remove: () => void;
beforeEach(async () => {
  ({ library, prepare, remove } = await temporaryLibrary());
});
afterEach(() => remove());

const eventsOf = (id: string): string => library.eventsDir(id) ?? 'none';
const OFTEN = { 'tensorboard.everySteps': 1, 'samples.everySteps': 3, 'checkpoint.everySteps': 4 } as const;
const stepsIn = (series: readonly (readonly [number, ...unknown[]])[] | undefined): number[] =>
  (series ?? []).map(([step]) => step);
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

type Series = Record<string, readonly (readonly [number, number, ...unknown[]])[]>;
/** What was measured, without the times. */
const measured = ({ scalars, images, histograms }: ReadEvents): unknown =>
  [scalars, images, histograms].map((series: Series) =>
    Object.entries(series).map(([tag, points]) => [tag, points.map(([step, , ...rest]) => [step, rest])]),
  );

describe.skipIf(NO_TENSORBOARD)('a run that writes event files', () => {
  test('tells TensorBoard its numbers, grids and weights as its other files hold them, with the time of each', async () => {
    const { id } = await prepare(OFTEN);
    const began = Date.now() / 1000;
    expect((await trainHere(library, id)).state).toBe('finished');
    const { scalars, images, histograms } = readWithTensorBoard(eventsOf(id));

    const { columns } = await library.readMetrics(id, 0);
    for (const [name, tag] of [
      ['dLoss', 'loss/discriminator'],
      ['gLoss', 'loss/generator'],
      ['dAccuracyReal', 'accuracy/real'],
      ['dAccuracyFake', 'accuracy/fake'],
    ] as const) {
      const expected = columns.step.map((step, place) => [step, Math.fround(columns[name][place] ?? 0)]);
      expect(scalars[tag]?.map(([step, , value]) => [step, value])).toEqual(expected);
    }
    expect(scalars).not.toHaveProperty('loss/discriminator_penalty');
    const times = [began, ...(scalars['loss/generator'] ?? []).map(([, time]) => time), Date.now() / 1000];
    expect(times).toHaveLength(8);
    // The clock counts whole milliseconds, a step may take less.
    for (const [at, time] of times.slice(1).entries())
      expect(time).toBeGreaterThanOrEqual((times[at] ?? NaN) - 0.001001);

    const grids = await library.listSamples(id);
    expect(images['samples/generator']?.map(([step, , width, height, hash]) => [step, width, height, hash])).toEqual(
      grids.map(({ step, file }) => [step, 8, 8, hashOf(library.samplePath(id, file))]),
    );
    const { generator, discriminator } = await library.readCheckpoint(id, 4);
    const weights = Object.entries({ generator, discriminator }).flatMap(([network, tensors]) =>
      tensors.map(({ name, data }) => ({ tag: `${network}/${name}`, data })),
    );
    expect(Object.keys(histograms).sort()).toEqual(weights.map(({ tag }) => tag).sort());
    for (const { tag, data } of weights) {
      expect(stepsIn(histograms[tag])).toEqual([4, 6]);
      const sum = data.reduce((total, value) => total + value, 0);
      const [[, , counted] = []] = histograms[tag] ?? [];
      expect(counted).toMatchObject({ num: data.length, min: Math.min(...data), max: Math.max(...data) });
      expect(counted?.sum).toBeCloseTo(sum, 4);
    }
  });

  test('says each step once, stopped and gone on with, and gone on with from an earlier checkpoint', async () => {
    const longer = { ...OFTEN, steps: 60 } as const;
    const [whole, broken] = [await prepare(longer), await prepare(longer)];
    await trainHere(library, whole.id);
    let grids = 0;
    const { state, step } = await trainHere(library, broken.id, ({ what }, control) => {
      if (what === 'samples' && ++grids === 2) control.stop();
    });
    expect(state).toBe('stopped');
    const upTo = (last: number, every = 1): number[] =>
      Array.from({ length: Math.floor(last / every) }, (_, at) => (at + 1) * every);
    expect(stepsIn(readWithTensorBoard(eventsOf(broken.id)).scalars['loss/generator'])).toEqual(upTo(step));
    await trainHere(library, broken.id);
    rmSync(join(library.runDir(broken.id), 'checkpoints', 'step-00000060'), { recursive: true });
    await trainHere(library, broken.id);
    const [expected, read] = [whole, broken].map(({ id }) => readWithTensorBoard(eventsOf(id)));
    for (const tag of ['loss/generator', 'loss/discriminator', 'score/real'])
      expect(read?.scalars[tag]?.map(([at, , value]) => [at, value])).toEqual(
        expected?.scalars[tag]?.map(([at, , value]) => [at, value]),
      );
    // A run that stops draws and saves where it stands.
    const withStop = (steps: number[]): number[] => [...new Set([...steps, step])].sort((one, other) => one - other);
    const [grid, kernels] = [withStop([0, ...upTo(60, 3)]), withStop(upTo(60, 4))];
    expect(stepsIn(read?.images['samples/generator'])).toEqual(grid);
    expect(stepsIn(read?.histograms['generator/0_dense/kernel'])).toEqual(kernels);
    const events = Object.values(read?.files ?? {}).flatMap((file) => file.filter(([, what]) => what === 'summary'));
    const evaluations = await library.readEvaluations(broken.id);
    expect(evaluations.length).toBeGreaterThan(0);
    const told = read?.scalars['evaluation/sliced_wasserstein'] ?? [];
    expect(told.map(([at, , value]) => [at, value])).toEqual(
      evaluations.map(({ step: at, value }) => [at, Math.fround(value)]),
    );
    expect(events).toHaveLength(60 + grid.length + kernels.length + evaluations.length);
  });

  test('started anew, forgets what it said', async () => {
    const { id } = await prepare(OFTEN);
    await trainHere(library, id);
    for (const step of ['00000004', '00000006'])
      rmSync(join(library.runDir(id), 'checkpoints', `step-${step}`), { recursive: true });
    await trainHere(library, id);
    const { scalars, images, files } = readWithTensorBoard(eventsOf(id));
    expect(stepsIn(scalars['loss/generator'])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(stepsIn(images['samples/generator'])).toEqual([0, 3, 6]);
    expect(Object.keys(files)).toHaveLength(1);
  });

  test('may leave out steps', async () => {
    const { id } = await prepare({ ...OFTEN, 'tensorboard.everySteps': 4 });
    await trainHere(library, id);
    const { scalars } = readWithTensorBoard(eventsOf(id));
    expect(stepsIn(scalars['loss/generator'])).toEqual([4]);
    // The first step took it, the fourth did not.
    const { gGradientNorm } = (await library.readMetrics(id, 0)).columns;
    expect(gGradientNorm.slice(1, 4)).toEqual([NaN, NaN, NaN]);
    const [told] = scalars['gradient_norm/generator'] ?? [];
    expect([told?.[0], told?.[2]]).toEqual([4, Math.fround(gGradientNorm[0] ?? NaN)]);
  });

  test('that wrote none while it trained can be told to TensorBoard afterwards, all the same', async () => {
    const { id } = await prepare(OFTEN);
    await trainHere(library, id);
    const onProblem = (problem: string): never => {
      throw new Error(problem);
    };
    const outDir = join(library.dir, 'out');
    const result = await exportTensorBoard({ library, runId: id, outDir, onProblem });
    expect(result).toMatchObject({ steps: 6, grids: 3, checkpoints: 2 });
    const [live, afterwards] = [eventsOf(id), result.path].map(readWithTensorBoard);
    expect(measured(afterwards!)).toEqual(measured(live!));
    const made = Date.parse((await library.readRun(id)).createdAt) / 1000;
    const { elapsed } = (await library.readMetrics(id, 0)).columns;
    const times = (afterwards?.scalars['loss/generator'] ?? []).map(([, time]) => time);
    expect(times).toEqual(elapsed.map((seconds) => made + seconds));
  });
});

test('a run that is not asked to writes no event files', async () => {
  const { id } = await prepare();
  await trainHere(library, id);
  expect(library.eventsDir(id)).toBeNull();
});

test('there is nothing to tell of a run that did not begin', async () => {
  const { id } = await prepare();
  const request = { library, runId: id, outDir: join(library.dir, 'out'), onProblem: () => undefined };
  await expect(exportTensorBoard(request)).rejects.toMatchObject({ code: 'not-found' });
  expect(existsSync(request.outDir)).toBe(false);
});
