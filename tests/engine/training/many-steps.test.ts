import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { checkpointDue, samplesDue, stepsUntilDue } from '@shared/schedule.ts';
import { CallSizes } from '../../../electron/engine/training/step/call-sizes.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { trainerOf } from '../support/every-preset.ts';
import { preset, tinyTrainer } from '../support/tiny.ts';

describe('how many steps a call makes', () => {
  const timed = (ms: number): CallSizes => {
    const sizes = new CallSizes();
    for (let call = 0; call < 20; call++) sizes.took(ms, 1);
    return sizes;
  };

  test('one, until enough was timed', () => {
    const sizes = new CallSizes();
    sizes.took(0.1, 1);
    expect(sizes.better(1000)).toBe(1);
  });

  test.each([
    [40, 1],
    [16, 1],
    [15, 2],
    [3, 8],
    [0.2, 16],
  ])('at %d ms a step: %d', (ms, size) => {
    expect(timed(ms).better(1000)).toBe(size);
  });

  test('not more than are wanted', () => {
    expect(timed(0.2).better(15)).toBe(1);
    expect(timed(0.2).better(16)).toBe(16);
  });

  test('goes by the first calls, however many come before as many steps are wanted', () => {
    const sizes = timed(0.2);
    for (let call = 0; call < 100; call++) sizes.took(40, 1);
    expect(sizes.better(1000)).toBe(16);
  });

  test('is found out once', () => {
    const sizes = timed(0.2);
    sizes.set(16);
    expect([sizes.size, sizes.better(1000)]).toEqual([16, 1]);
  });
});

test('steps until something is due never pass it', () => {
  const every = fc.integer({ min: 0, max: 12 });
  const schedules = fc.record({
    totalSteps: fc.integer({ min: 1, max: 60 }),
    stepsPerEpoch: fc.integer({ min: 1, max: 15 }),
    samplesEvery: every,
    checkpointEvery: every,
    evaluationShare: fc.constant(0),
    keepsBest: fc.constant(false),
    evaluateEvery: fc.constant(0),
  });
  fc.assert(
    fc.property(schedules, fc.nat({ max: 59 }), (schedule, at) => {
      const step = Math.min(at, schedule.totalSteps - 1);
      const count = stepsUntilDue(step, schedule);
      expect(step + count).toBeLessThanOrEqual(schedule.totalSteps);
      for (let passed = step + 1; passed < step + count; passed++)
        expect(samplesDue(passed, schedule) || checkpointDue(passed, schedule)).toBe(false);
    }),
  );
});

describe('many steps in one call', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('are the same steps, bit for bit, short batches and a restore among them', async () => {
    const settings = { execution: 'graph', batch: 2, 'noise.start': 0.1, 'labels.flip': 0.2 } as const;
    const [many, single] = [tinyTrainer('keras-gan', settings), tinyTrainer('keras-gan', settings)] as [
      Trainer,
      Trainer,
    ];
    const sizes = new Set<number>();
    const rows: object[] = [];
    const read = async (trainer: Trainer) =>
      (await trainer.readMetrics()).map((row) => ({ ...row, elapsed: 0, imagesPerSecond: 0 }));
    // How fast this machine is decides how many steps a call makes, and must decide nothing else.
    vi.spyOn(CallSizes.prototype, 'better').mockReturnValueOnce(1).mockReturnValueOnce(8).mockReturnValue(1);
    while (many.step < 50) {
      const before = many.step;
      many.trainSteps(50 - many.step);
      sizes.add(many.step - before);
      rows.push(...(await read(many)));
    }
    vi.restoreAllMocks();
    expect(Math.max(...sizes)).toBe(8);
    while (single.step < 50) single.trainSteps(1);
    expect(rows).toEqual(await read(single));
    expect({ ...(await many.save()), elapsed: 0 }).toEqual({ ...(await single.save()), elapsed: 0 });
    many.dispose();
    single.dispose();
  });

  test.each(['cgan', 'gans-dcgan', 'r1', 'wgan'])('%s: four at once are four, bit for bit', async (id) => {
    const [many, single] = [
      trainerOf(preset(id), { execution: 'graph' }),
      trainerOf(preset(id), { execution: 'graph' }),
    ];
    vi.spyOn(CallSizes.prototype, 'better').mockReturnValueOnce(4).mockReturnValue(1);
    while (many.step < 8) many.trainSteps(4);
    vi.restoreAllMocks();
    while (single.step < 8) single.trainSteps(1);
    expect({ ...(await many.save()), elapsed: 0 }).toEqual({ ...(await single.save()), elapsed: 0 });
    many.dispose();
    single.dispose();
  });
});
