import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestBy,
  evaluationDue,
  latestOfEach,
  pendingSteps,
  scoresOf,
  withEvaluations,
  type CheckpointEvaluation,
} from '@shared/checkpoint-evaluation.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import { checkpointDue, type Schedule } from '@shared/schedule.ts';
import { bestOf, pastBest } from '@shared/score.ts';

const schedule = (part: Partial<Schedule> = {}): Schedule => ({
  ...{ totalSteps: 95, stepsPerEpoch: 10, samplesEvery: 0, checkpointEvery: 0 },
  ...{ evaluationShare: 0, keepsBest: false, evaluateEvery: 20 },
  ...part,
});
const made = (step: number, kid: number | null, more: Partial<CheckpointEvaluation> = {}): CheckpointEvaluation => ({
  ...{ id: 'checkpoint', step, epoch: step / 10, average: false, samples: 500, seconds: 1 },
  values: { kid, coverage: 0.5, diversity: 1 },
  ...more,
});
const dueIn = (given: Schedule): number[] =>
  Array.from({ length: given.totalSteps }, (_, at) => at + 1).filter((step) => evaluationDue(step, given));

describe('checkpoints that a run measures', () => {
  it('are those at the ends of so many epochs, and the last', () => {
    expect(dueIn(schedule())).toEqual([20, 40, 60, 80, 95]);
    expect(dueIn(schedule({ evaluateEvery: 0 }))).toEqual([]);
    expect(dueIn(schedule({ evaluateEvery: 10, totalSteps: 4 }))).toEqual([4]);
  });

  it('are the first ones after that where checkpoints follow steps', () => {
    expect(dueIn(schedule({ checkpointEvery: 7 }))).toEqual([21, 42, 63, 84, 95]);
    expect(dueIn(schedule({ checkpointEvery: 50 }))).toEqual([50, 95]);
  });

  it('have a checkpoint, one in each stretch at most', () => {
    fc.assert(
      fc.property(
        fc.record({
          totalSteps: fc.integer({ min: 1, max: 300 }),
          checkpointEvery: fc.nat(40),
          evaluateEvery: fc.integer({ min: 1, max: 100 }),
        }),
        (part) => {
          const given = schedule(part);
          const due = dueIn(given);
          expect(due.at(-1)).toBe(given.totalSteps);
          for (const step of due.slice(0, -1)) expect(checkpointDue(step, given)).toBe(true);
          const stretches = due.slice(0, -1).map((step) => Math.floor(step / given.evaluateEvery));
          expect(new Set(stretches).size).toBe(stretches.length);
        },
      ),
    );
  });

  it('wait until they were measured', () => {
    const steps = [10, 20, 30, 40, 80];
    expect(pendingSteps(schedule(), steps, [])).toEqual([20, 40, 80]);
    expect(pendingSteps(schedule(), steps, [made(40, 1), made(10, 1)])).toEqual([20, 80]);
  });

  it('are about 20 of a new run where nobody says, and none of a short one or of few images', () => {
    const every = (epochs: number, asked?: number, count = 1000): number => {
      const config = resolveConfig({ preset: 'keras-gan', dataset: 'x', epochs, 'evaluations.every': asked });
      const run = { config, dataset: { name: 'X', count }, totalSteps: Math.floor(epochs * 10), stepsPerEpoch: 10 };
      return withEvaluations(run, asked).config['evaluations.every'];
    };
    expect([1, 10, 20, 21, 100, 1000].map((epochs) => every(epochs))).toEqual([1, 1, 1, 2, 5, 50]);
    expect(every(100, 3)).toBe(3);
    expect(every(100, 0)).toBe(0);
    expect(every(100, undefined, 49)).toBe(0);
    expect(() => every(100, 2, 49)).toThrow(/X has 49 images, and measuring takes at least 50/);
    const config = resolveConfig({ preset: 'keras-gan', dataset: 'x' });
    const short = { config, dataset: { name: 'X', count: 1000 }, totalSteps: 9, stepsPerEpoch: 10 };
    expect(withEvaluations(short, undefined).config['evaluations.every']).toBe(0);
  });
});

describe('the best checkpoint', () => {
  it('is told by the number that the run says, in its direction, of those alone that are due', () => {
    const all = [made(20, 3), made(25, 0), made(40, 1), made(60, 1), made(80, null)];
    expect(bestOf(scoresOf('kid', schedule(), all))).toEqual({ step: 40, score: 1 });
    const covering = [0.2, 0.9, 0.4].map((coverage, at) => made(20 * (at + 1), 1, { values: { coverage } }));
    expect(bestOf(scoresOf('coverage', schedule(), covering))?.step).toBe(40);
    const diverse = [0.5, 1.3, 1.1].map((diversity, at) => made(20 * (at + 1), 1, { values: { diversity } }));
    expect(bestOf(scoresOf('diversity', schedule(), diverse))?.step).toBe(60);
    expect(bestOf([])).toBeNull();
  });

  it('is told by pixels where no checkpoint is measured', () => {
    const config = resolveConfig({ preset: 'keras-gan', dataset: 'x' });
    expect(bestBy(config)).toBe('kid');
    expect(bestBy({ ...config, 'evaluations.every': 0 })).toBeNull();
  });

  it('goes by what was measured last', () => {
    expect(latestOfEach([made(40, 1), made(20, 5), made(40, 2)])).toEqual([made(20, 5), made(40, 2)]);
  });
});

describe('a run is past its best', () => {
  const scored = (...scores: number[]) => scores.map((score, at) => ({ step: 10 * (at + 1), score }));

  it('where it has not been better for as long as it took to get there, three evaluations at least', () => {
    expect(pastBest(scored(5, 4, 3, 4, 4))).toBeNull();
    expect(pastBest(scored(5, 4, 3, 4, 4, 4))).toEqual({ best: 30, at: 60 });
    expect(pastBest(scored(1, 2, 2))).toBeNull();
    expect(pastBest(scored(1, 2, 2, 2))).toEqual({ best: 10, at: 40 });
  });

  it('not where it only just came to it, and never without numbers', () => {
    expect(pastBest(scored(5, 4, 4, 4, 4, 3))).toBeNull();
    expect(pastBest([])).toBeNull();
  });
});
