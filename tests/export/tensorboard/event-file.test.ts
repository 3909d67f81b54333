import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { MetricRow } from '@shared/run.ts';
import { EventFile, gridOf, scalarsOf, weightsOf } from '../../../electron/export/tensorboard/index.ts';
import { metricRow, temporaryFolder } from '../../store/support/fixtures.ts';
import { smallDisk } from '../../store/support/small-disk.ts';
import { NO_TENSORBOARD, readWithTensorBoard } from './support/tensorboard.ts';

const TAGS: Partial<Record<keyof MetricRow, string>> = {
  dLoss: 'loss/discriminator',
  gLoss: 'loss/generator',
  dAccuracyReal: 'accuracy/real',
  dAccuracyFake: 'accuracy/fake',
  dReal: 'score/real',
  dFake: 'score/fake',
};

async function writeSteps(folder: string, first: number, last: number): Promise<EventFile> {
  const file = await EventFile.open(folder, first);
  for (let step = first; step <= last; step += 1) file.add(step, scalarsOf(metricRow(step)), 1_700_000_000 + step);
  await file.write();
  return file;
}
const stepsIn = (folder: string): number[] =>
  (readWithTensorBoard(folder).scalars['loss/generator'] ?? []).map(([step]) => step);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, place) => place + 1);

describe.skipIf(NO_TENSORBOARD)('TensorBoard reads back', () => {
  it('numbers with their times, images and histograms as they were', async () => {
    const folder = await temporaryFolder();
    const file = await EventFile.open(folder, 0);
    const png = encode({ width: 6, height: 4, channels: 3, depth: 8, data: new Uint8Array(72).fill(77) });
    const kernel = { name: '0_dense/kernel', shape: [2, 2], data: Float32Array.of(-1, 0, 0.5, 1) };
    const bias = { name: '0_dense/bias', shape: [3], data: new Float32Array(3) };
    file.add(0, [gridOf(png), gridOf(png, 'average')], 1_700_000_000.5);
    file.add(7, scalarsOf({ ...metricRow(7), dFake: Number.NaN }), 1_700_000_001.25);
    file.add(8, weightsOf({ generator: [kernel], discriminator: [bias] }), 1_700_000_002);
    await file.write();

    const { scalars, images, histograms, files } = readWithTensorBoard(folder);
    for (const [name, tag] of Object.entries(TAGS))
      expect(scalars[tag]).toEqual(
        name === 'dFake' ? undefined : [[7, 1_700_000_001.25, Math.fround(metricRow(7)[name as keyof MetricRow])]],
      );
    const digest = createHash('sha256').update(png).digest('hex');
    const grids = [[0, 1_700_000_000.5, 6, 4, digest]];
    expect(images).toEqual({ 'samples/generator': grids, 'samples/average': grids });
    expect(Object.keys(histograms).sort()).toEqual(['discriminator/0_dense/bias', 'generator/0_dense/kernel']);
    const [[step, time, counted] = []] = histograms['generator/0_dense/kernel'] ?? [];
    expect([step, time]).toEqual([8, 1_700_000_002]);
    expect(counted).toMatchObject({ min: -1, max: 1, num: 4, sum: 0.5, sum_squares: 2.25 });
    expect(counted?.bucket_limit).toHaveLength(64);
    expect(counted?.bucket.flatMap((count, place) => (count > 0 ? [[place, count]] : []))).toEqual([
      [0, 1],
      [32, 1],
      [48, 1],
      [63, 1],
    ]);
    const zeros = { min: 0, max: 0, num: 3, sum: 0, sum_squares: 0, bucket_limit: [0], bucket: [3] };
    expect(histograms['discriminator/0_dense/bias']).toEqual([[8, 1_700_000_002, zeros]]);
    const [name = ''] = Object.keys(files);
    expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\.forger$/);
    expect(files[name]?.map(([, what]) => what)).toEqual(['file_version', 'session_log', ...Array(3).fill('summary')]);
  });

  it('every whole record before a torn one', async () => {
    const folder = await temporaryFolder();
    const { path } = await writeSteps(folder, 1, 5);
    truncateSync(path, statSync(path).size - 3);
    expect(stepsIn(folder)).toEqual(upTo(4));
  });

  it('each step once after going on from an earlier one, twice, the last end torn', async () => {
    const folder = await temporaryFolder();
    const { path } = await writeSteps(folder, 1, 9);
    appendFileSync(path, Buffer.alloc(7));
    await writeSteps(folder, 5, 8);
    await writeSteps(folder, 7, 10);
    const { scalars, files } = readWithTensorBoard(folder);
    expect(scalars['loss/generator']?.map(([step]) => step)).toEqual(upTo(10));
    // Also for programs that know nothing of taking back.
    const measured = Object.values(files).flatMap((events) => events.filter(([, what]) => what === 'summary'));
    expect(measured.map(([step]) => step)).toEqual(upTo(10));
    expect(Object.values(files).map(([, start]) => start)).toEqual([1, 5, 7].map((step) => [step, 'session_log']));
  });
});

const disk = await smallDisk();

describe.skipIf(NO_TENSORBOARD || disk.missing !== null)(
  `a full disk${disk.missing === null ? '' : ` (skipped: ${disk.missing})`}`,
  () => {
    it('keeps what waits, and tears no record once there is room', async () => {
      const folder = join(disk.folder, 'tensorboard');
      const file = await EventFile.open(folder, 1);
      let refused = 0;
      for (let step = 1; step <= 400; step += 1) {
        file.add(step, scalarsOf(metricRow(step)), 1_700_000_000 + step);
        if (step === 100) disk.leaveFree(12_000);
        if (step === 300) disk.empty();
        if (step % 10 !== 0) continue;
        await file.write().catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'no-space' });
          refused += 1;
        });
      }
      await file.write();
      expect(refused).toBeGreaterThan(5);
      expect(file.pendingBytes).toBe(0);
      expect(statSync(file.path).size).toBe(file.size);
      expect(stepsIn(folder)).toEqual(upTo(400));
    });
  },
);

describe('event files', () => {
  it('that hold nothing but what is logged anew go', async () => {
    const folder = await temporaryFolder();
    await writeSteps(folder, 1, 3);
    await writeSteps(folder, 4, 6);
    const { path } = await writeSteps(folder, 0, 2);
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
  });

  it('leave what is not theirs alone, and come later by name than those before', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    writeFileSync(join(folder, 'events.out.tfevents.1.elsewhere'), 'theirs');
    const paths = [await writeSteps(folder, 1, 1), await writeSteps(folder, 2, 2), await writeSteps(folder, 3, 3)];
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'events.out.tfevents.1.elsewhere'), 'utf8')).toBe('theirs');
    const names = paths.map(({ path }) => path);
    expect(new Set(names).size).toBe(3);
    expect([...names].sort()).toEqual(names);
  });
});
