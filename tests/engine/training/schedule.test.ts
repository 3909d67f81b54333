import { describe, expect, test } from 'vitest';
import { RunControl } from '../../../electron/engine/training/control.ts';
import { checkpointDue, isEpochEnd, sampleFileAt, samplesDue, stepsUntilDue, type Schedule } from '@shared/schedule.ts';

const schedule: Schedule = {
  ...{ totalSteps: 30, stepsPerEpoch: 10, samplesEvery: 0, checkpointEvery: 0 },
  ...{ evaluationShare: 0, keepsBest: false, evaluateEvery: 0 },
};
const dueAt = (isDue: (step: number) => boolean): number[] =>
  Array.from({ length: 30 }, (_, step) => step + 1).filter(isDue);

describe('when a run writes what', () => {
  test('after each epoch, or every so many steps', () => {
    expect(dueAt((step) => samplesDue(step, schedule))).toEqual([10, 20, 30]);
    expect(dueAt((step) => samplesDue(step, { ...schedule, samplesEvery: 12 }))).toEqual([12, 24]);
    expect(dueAt((step) => checkpointDue(step, { ...schedule, checkpointEvery: 15 }))).toEqual([15, 30]);
    expect(dueAt((step) => isEpochEnd(step, { stepsPerEpoch: 12 }))).toEqual([12, 24]);
  });

  test('the end of an epoch is not passed over where it may be evaluated', () => {
    const often = { ...schedule, samplesEvery: 25, checkpointEvery: 25 };
    expect(stepsUntilDue(0, often)).toBe(25);
    expect(stepsUntilDue(0, { ...often, evaluationShare: 3 })).toBe(10);
  });

  test('grids are named by epoch where they follow epochs, else by step', () => {
    expect(sampleFileAt(0, schedule)).toBe('epoch-0000.png');
    expect(sampleFileAt(20, schedule)).toBe('epoch-0002.png');
    expect(sampleFileAt(17, schedule)).toBe('step-00000017.png');
    expect(sampleFileAt(0, { ...schedule, samplesEvery: 5 })).toBe('epoch-0000.png');
    expect(sampleFileAt(20, { ...schedule, samplesEvery: 5 })).toBe('step-00000020.png');
  });
});

describe('control', () => {
  test('a stop is final, a pause is not', async () => {
    const control = new RunControl();
    control.pause();
    expect(control.pausing).toBe(true);
    const changed = control.changed();
    control.resume();
    await changed;
    expect(control.pausing).toBe(false);
    control.stop();
    control.resume();
    control.pause();
    expect([control.stopping, control.pausing]).toEqual([true, false]);
  });
});
