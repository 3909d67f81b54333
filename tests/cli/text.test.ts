import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckpointEntry, RunSummary } from '@shared/run.ts';
import { ProgressPrinter, progressLine, type ProgressRow } from '../../electron/cli/progress.ts';
import { findCheckpoint } from '../../electron/cli/checkpoint-choice.ts';
import { findRun } from '../../electron/cli/run-reference.ts';
import { bytes, duration, tableLines } from '../../electron/cli/table.ts';

const RECORD = { stepsPerEpoch: 469, totalSteps: 4690 };
const row = (step: number): ProgressRow => ({ step, gLoss: 1.23456, dLoss: 0.9, imagesPerSecond: 8000, elapsed: 75 });

describe('progressLine', () => {
  it('tells epoch, step, losses, speed and time left', () => {
    expect(progressLine(RECORD, row(1407))).toBe(
      'epoch 3/10  step 1,407/4,690  G 1.23  D 0.90  8,000 images/s  2:55 left',
    );
    expect(progressLine(RECORD, row(1408))).toContain('epoch 4/10');
    expect(progressLine(RECORD, row(4690))).toMatch(/epoch 10\/10 .* 1:15 in all$/);
  });

  it('leaves out a speed and a time it does not know', () => {
    expect(progressLine(RECORD, { ...row(1), imagesPerSecond: Number.NaN, elapsed: Number.NaN })).toBe(
      'epoch 1/10  step 1/4,690  G 1.23  D 0.90',
    );
  });
});

describe('ProgressPrinter', () => {
  const printed = (interactive: boolean, pages: number[][]): string => {
    let text = '';
    const printer = new ProgressPrinter(RECORD, { write: (part) => (text += part), interactive });
    for (const steps of pages) printer.show(steps.map(row));
    printer.end();
    return text;
  };

  it('writes a line for each epoch that ended, and where it ended', () => {
    const steps = [...printed(false, [[1, 2], [468, 469, 470], [], [900, 938, 1000]]).matchAll(/step ([\d,]+)\//g)].map(
      ([, step]) => step,
    );
    expect(steps).toEqual(['469', '938', '1,000']);
  });

  it('does not repeat the last epoch, and says nothing about nothing', () => {
    expect(printed(false, [[469]]).split('\n')).toHaveLength(2);
    expect(printed(false, [[]])).toBe('');
  });

  it('draws one line anew on a terminal', () => {
    const text = printed(true, [[1], [2, 3]]);
    expect(text.match(/\r\u001b\[K/g)).toHaveLength(2);
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.endsWith('\n')).toBe(true);
  });
});

describe('findRun', () => {
  const runs = [
    { id: '20260102-000000-aaaa', name: 'Shoes' },
    { id: '20260101-000000-bbbb', name: 'Hats' },
    { id: '20260101-000000-cccc', name: 'Hats' },
  ] as RunSummary[];

  it('takes an id, its beginning, a name, or latest', () => {
    for (const reference of ['20260102-000000-aaaa', '20260102', 'Shoes', 'latest'])
      expect(findRun(runs, reference)).toBe(runs[0]);
  });

  it('asks for more where several fit', () => {
    expect(() => findRun(runs, 'Hats')).toThrow('fits 2 runs');
    expect(() => findRun(runs, '2026')).toThrow('fits 3 runs');
  });
});

describe('findCheckpoint', () => {
  const at = (step: number, epoch: number): CheckpointEntry => ({
    step,
    epoch,
    bytes: 1,
    pinned: false,
    ...{ distance: null, value: null, score: null, pending: false },
  });
  const checkpoints = [at(469, 1), at(600, 1.28), at(938, 2)];

  it('takes the newest, or the last of an epoch', () => {
    expect(findCheckpoint(checkpoints, {}).step).toBe(938);
    expect(findCheckpoint(checkpoints, { epoch: 2 }).step).toBe(938);
    expect(findCheckpoint(checkpoints, { epoch: 1 }).step).toBe(600);
    expect(findCheckpoint(checkpoints, { last: true }).step).toBe(938);
  });

  it('takes that of a step, or the best where that is measured, one of them', () => {
    expect(findCheckpoint(checkpoints, { step: 600 }).step).toBe(600);
    expect(() => findCheckpoint(checkpoints, { step: 601 })).toThrow('those of 469, 600, 938.');
    const measured = checkpoints.map((checkpoint, index) => ({ ...checkpoint, score: [3, 1, 2][index]! }));
    expect(findCheckpoint(measured, { best: true }).step).toBe(600);
    expect(() => findCheckpoint(checkpoints, { best: true })).toThrow('did not measure which checkpoint is best');
    expect(() => findCheckpoint(measured, { best: true, step: 469 })).toThrow('--step and --best name different');
  });

  it('says what there is', () => {
    expect(() => findCheckpoint(checkpoints, { epoch: 7 })).toThrow(
      'There is no checkpoint of epoch 7; there are those of 1, 2.',
    );
    expect(() => findCheckpoint([], {})).toThrow('no checkpoint yet');
    expect(() =>
      findCheckpoint(
        Array.from({ length: 40 }, (_, epoch) => at(epoch, epoch)),
        { epoch: 99 },
      ),
    ).toThrow('0, 1, 2, 3, 4, 5, …, 37, 38, 39.');
  });
});

describe('text', () => {
  it('lays out a table without loose ends', () => {
    const columns = [
      { title: 'id', text: (value: string[]) => value[0]! },
      { title: 'n', text: (value: string[]) => value[1]!, right: true },
      { title: 'note', text: (value: string[]) => value[2]! },
    ];
    expect(
      tableLines(columns, [
        ['a', '10', ''],
        ['long', '5', 'x'],
        ['b\n\u001b[2K', '1', ''],
      ]),
    ).toEqual(['id       n  note', 'a       10', 'long     5  x', 'b\uFFFD\uFFFD[2K   1']);
  });

  it('writes bytes and times as people read them', () => {
    expect([0, 1023, 1024, 9_941_303, 24e9].map(bytes)).toEqual([
      '0 bytes',
      '1023 bytes',
      '1.0 KiB',
      '9.5 MiB',
      '22.4 GiB',
    ]);
    expect([0, 59.6, 75, 3675].map(duration)).toEqual(['0:00', '1:00', '1:15', '1:01:15']);
  });

  it('never writes a time that is none', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e9, noNaN: true }), (seconds) => {
        expect(duration(seconds)).toMatch(/^(\d+:)?[0-5]?\d:[0-5]\d$/);
      }),
    );
  });
});
