import { describe, expect, test } from 'vitest';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { scheduleOf, type Schedule } from '@shared/schedule.ts';
import { RunControl } from '../../../electron/engine/training/control.ts';
import { Exam, type ExamPlan } from '../../../electron/engine/training/exam.ts';
import { recorded, type RecordedRun } from '../../shared/diagnosis/fixtures/recorded.ts';
import { saidOf } from '../../shared/diagnosis/said.ts';

const SCHEDULE: Schedule = {
  ...{ totalSteps: 100, stepsPerEpoch: 10, samplesEvery: 0, checkpointEvery: 0 },
  ...{ evaluationShare: 0, keepsBest: false, evaluateEvery: 10 },
};
const evaluation = (step: number, kid: number, seconds = 0): CheckpointEvaluation => ({
  ...{ id: 'checkpoint', step, epoch: step / 10, average: false, samples: 500, seconds },
  values: { kid },
});

interface World {
  exam: Exam;
  control: RunControl;
  kept: CheckpointEvaluation[];
  refused: unknown[];
}

/** @param kidAt what a generator is worth @param during what happens while one is measured */
function world(
  part: { share?: number; stop?: 'yes' | 'no' } & Partial<
    Pick<ExamPlan, 'schedule' | 'checkpoints' | 'measured' | 'forgiven'>
  >,
  kidAt: (step: number) => number | null = () => 1,
  during: (world: World) => void | Promise<void> = () => undefined,
): World {
  const { share = 3, stop = 'no', ...plan } = part;
  const control = new RunControl();
  const made: World = { control, kept: [], refused: [], exam: null as unknown as Exam };
  made.exam = new Exam(
    {
      ...{ checkpoints: [], measured: [], forgiven: null, schedule: SCHEDULE, ...plan },
      config: { 'checkpoint.bestBy': 'kid', 'evaluations.share': share, 'stop.pastBest': stop },
    },
    {
      measure: async (step, signal) => {
        await during(made);
        signal.throwIfAborted();
        const kid = kidAt(step);
        return kid === null ? null : evaluation(step, kid);
      },
      keep: async (one) => void made.kept.push(one),
      refuse: async (error) => {
        if (!(error instanceof ForgerError)) throw error;
        made.refused.push(error);
      },
    },
    control,
  );
  return made;
}

describe('checkpoints that wait', () => {
  test('are measured oldest first, each once, those of earlier sessions too', async () => {
    const { exam, kept } = world({ checkpoints: [5, 10, 20, 30], measured: [evaluation(20, 1)] });
    expect(exam.pending).toEqual([10, 30]);
    exam.kept(40);
    exam.kept(45);
    while (exam.pending.length > 0) await exam.next();
    expect(kept.map(({ step }) => step)).toEqual([10, 30, 40]);
  });

  test('wait for their share of the time, which counts what was spent before', () => {
    const waiting = { checkpoints: [10, 20], measured: [evaluation(10, 1, 6)] };
    expect(world({ ...waiting, share: 3 }).exam.mayMeasure(199)).toBe(false);
    expect(world({ ...waiting, share: 3 }).exam.mayMeasure(200)).toBe(true);
    expect(world({ checkpoints: [10], share: 0 }).exam.mayMeasure(1e6)).toBe(false);
    expect(world({ ...waiting, share: 3, stop: 'yes' }).exam.mayMeasure(0)).toBe(true);
  });

  test.each(['pause', 'stop'] as const)('are left for later where the run is asked to %s', async (ask) => {
    const interrupted = world({ checkpoints: [10] }, undefined, async ({ control }) => {
      control[ask]();
      await Promise.resolve();
    });
    await interrupted.exam.next();
    expect(interrupted.kept).toEqual([]);
    expect(interrupted.exam.pending).toEqual([10]);
    expect(interrupted.exam.mayMeasure(1e6)).toBe(false);
    expect(interrupted.refused).toEqual([]);
  });

  test('that are gone are passed over', async () => {
    const { exam, kept } = world({ checkpoints: [10, 20] }, (step) => (step === 10 ? null : 1));
    while (exam.pending.length > 0) await exam.next();
    expect(kept.map(({ step }) => step)).toEqual([20]);
  });

  test('are left where nothing can be measured, which is told once; what is broken is not hidden', async () => {
    const failing = (error: Error) =>
      world({ checkpoints: [10, 20] }, undefined, () => {
        throw error;
      });
    const without = failing(new ForgerError('not-found', 'The network is not here.'));
    await without.exam.next();
    without.exam.kept(30);
    expect(without.exam.pending).toEqual([]);
    expect(without.refused).toHaveLength(1);
    await expect(failing(new TypeError('broken')).exam.next()).rejects.toThrow('broken');
  });
});

describe('a run that is to stop past its best', () => {
  const KID = [5, 3, 4, 4, 4, 1, 4];
  const kidAt = (step: number): number => KID[step / 10 - 1] ?? 9;

  /** Where it stops, with a new session before each of these steps. */
  async function stopsAt(sessions: readonly number[], share: number): Promise<number | null> {
    let measured: CheckpointEvaluation[] = [];
    let current = world({ stop: 'yes', share }, kidAt);
    for (let step = 10; step <= 100; step += 10) {
      if (sessions.includes(step)) {
        measured = [...measured, ...current.kept];
        current = world(
          { stop: 'yes', share, measured, checkpoints: [10, 20, 30, 40, 50].filter((at) => at < step) },
          kidAt,
        );
      }
      current.exam.kept(step);
      while (current.exam.mayMeasure(0)) await current.exam.next();
      if (current.exam.over) return step;
    }
    return null;
  }

  test('does so at the same step, resumed or not, whatever its share of the time', async () => {
    expect(await stopsAt([], 3)).toBe(50);
    expect(await stopsAt([], 0)).toBe(50);
    expect(await stopsAt([20, 40, 50], 3)).toBe(50);
    expect(await stopsAt([10, 30], 100)).toBe(50);
  });

  test('not before all of it was measured, and not again past the same best', async () => {
    const waiting = world({ stop: 'yes', checkpoints: [10, 20, 30, 40, 50] }, kidAt);
    expect(waiting.exam.over).toBeNull();
    const measured = [10, 20, 30, 40, 50].map((step) => evaluation(step, kidAt(step)));
    expect(world({ stop: 'yes', measured }).exam.over).toEqual({ best: 20, at: 50 });
    expect(world({ stop: 'yes', measured, forgiven: 20 }).exam.over).toBeNull();
    expect(world({ stop: 'no', measured }).exam.over).toBeNull();
    const later = [...measured, ...[60, 70, 80, 90, 100].map((step) => evaluation(step, kidAt(step)))];
    expect(world({ stop: 'yes', measured: later, forgiven: 20 }).exam.over).toBeNull();
  });
});

describe('recorded runs that are to stop past their best', () => {
  /** Where a run would, by what its checkpoints were measured by; null where it does not. */
  async function stopsAt({ record, evaluations }: RecordedRun): Promise<number | null> {
    const kid = new Map(evaluations.map(({ step, values }) => [step, values['kid'] ?? null]));
    const { exam } = world({ stop: 'yes', schedule: scheduleOf(record) }, (step) => kid.get(step) ?? null);
    for (const { step } of evaluations) {
      exam.kept(step);
      while (exam.mayMeasure(0)) await exam.next();
      if (exam.over) return step;
    }
    return null;
  }

  test('do so where the diagnosis says that they are past it, and no others do', async () => {
    const past = {
      ...{ 'coloured-fashion-gan-200-images': 2000, 'keras-gan-eight-generator-updates': 1500 },
      // The latter's best would have been passed by a hair 900 steps later.
      ...{ 'keras-gan-generator-rate-times-20': 1200, 'coloured-dcgan-60-images': 1200 },
      ...{ 'fashion-gan-60-images': null, 'keras-gan-60-images': null, minimax: null },
    };
    // One of them was asked to, and this is where the engine ended it; nothing before differs from the one that was not.
    const stopped = recorded('keras-gan-generator-rate-times-20-stopping');
    expect([await stopsAt(stopped), stopped.steps]).toEqual([1200, 1200]);
    expect(stopped.record.totalSteps).toBe(2400);
    const kids = ({ evaluations }: RecordedRun) => evaluations.map(({ step, values }) => [step, values['kid']]);
    expect(kids(stopped)).toEqual(kids(recorded('keras-gan-generator-rate-times-20')));
    for (const [name, at] of Object.entries(past)) {
      const run = recorded(name);
      expect([name, await stopsAt(run)]).toEqual([name, at]);
      const said = (step: number): boolean => saidOf(run, step).some(({ id }) => id === 'past-best');
      if (at === null) expect([name, said(run.steps)]).toEqual([name, false]);
      else expect([name, said(at - 1), said(at)]).toEqual([name, false, true]);
    }
  });
});
