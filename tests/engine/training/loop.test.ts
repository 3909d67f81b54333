import { afterEach, describe, expect, test, vi } from 'vitest';
import type { MetricRow } from '@shared/run.ts';
import { RunControl } from '../../../electron/engine/training/control.ts';
import { Evaluator } from '../../../electron/engine/training/evaluator.ts';
import { Exam, type ExamPlan } from '../../../electron/engine/training/exam.ts';
import { train, type LoopTrainer, type RunOutputs } from '../../../electron/engine/training/loop.ts';
import type { Schedule } from '@shared/schedule.ts';
import type { TrainingState } from '@shared/training-state.ts';

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Counts; each of its steps blocks for as long as it is told. */
class CountingTrainer implements LoopTrainer {
  step = 0;
  elapsed = 0;
  readonly way = { execution: 'eager', refusal: null, times: {} } as const;
  #unread: number[] = [];

  constructor(readonly stepMs: number) {}

  trainSteps(): void {
    const until = performance.now() + this.stepMs;
    while (performance.now() < until);
    this.step += 1;
    this.#unread.push(this.step);
  }
  readMetrics = async (): Promise<MetricRow[]> => this.#unread.splice(0).map((step) => ({ step }) as MetricRow);
  drawSamples = async () => ({ generator: new Uint8Array(), average: null });
  evaluate = async (): Promise<number | null> => 100 - this.step;
  save = async (): Promise<TrainingState> => ({ step: this.step }) as TrainingState;
  restore(): void {}
  dispose(): void {}
}

/** Notes what is kept and at which step; a checkpoint takes a while. */
function slowOutputs(trainer: CountingTrainer, log: string[]): RunOutputs & { full: boolean } {
  return {
    full: false,
    metrics: async (rows) => void log.push(...rows.map(({ step }) => `row ${step}`)),
    samples: async (step) => void log.push(`samples ${step}`),
    evaluations: async (made) => void log.push(...made.map(({ step, value }) => `value ${step}: ${value}`)),
    checkpoint: async ({ step }) => {
      await later(20);
      log.push(`checkpoint ${step} at ${trainer.step}`);
    },
    paused: async (step) => void log.push(`paused ${step}`),
    resumed: async (step) => void log.push(`resumed ${step}`),
    measuring: async (left) => void log.push(`measuring ${left}`),
    breathe: () => later(0),
  };
}

const schedule: Schedule = {
  ...{ totalSteps: 40, stepsPerEpoch: 10, samplesEvery: 10, checkpointEvery: 10 },
  ...{ evaluationShare: 0, keepsBest: false, evaluateEvery: 0 },
};

describe('the training loop', () => {
  afterEach(() => vi.restoreAllMocks());

  test('trains while a checkpoint is kept, and keeps all rows up to it before', async () => {
    const trainer = new CountingTrainer(4);
    const log: string[] = [];
    expect(await train(trainer, schedule, slowOutputs(trainer, log), new RunControl())).toBe('finished');
    const saved = log.flatMap((line) => /^checkpoint (\d+) at (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
    expect(saved.filter((_, at) => at % 2 === 0)).toEqual([10, 20, 30, 40]);
    expect(saved[1]).toBeGreaterThan(10);
    for (const step of [10, 20, 30, 40]) {
      const before = log.slice(
        0,
        log.findIndex((line) => line.startsWith(`checkpoint ${step} `)),
      );
      expect(before.filter((line) => line.startsWith('row')).slice(0, step)).toEqual(
        Array.from({ length: step }, (_, at) => `row ${at + 1}`),
      );
      expect(before).toContain(`samples ${step}`);
    }
  });

  test('says of all when it was made, however long it waited to be kept', async () => {
    const trainer = new CountingTrainer(0);
    const outputs = slowOutputs(trainer, []);
    // A clock that counts steps.
    vi.spyOn(Date, 'now').mockImplementation(() => trainer.step);
    const kept: { made: number; madeAt: number; keptAt: number }[] = [];
    const keep = async (made: number | undefined, madeAt: number): Promise<void> => {
      await later(3);
      kept.push({ made: made ?? NaN, madeAt, keptAt: trainer.step });
    };
    outputs.metrics = (rows, madeAt) => keep(rows.at(-1)?.step, madeAt);
    outputs.samples = (step, _, madeAt) => keep(step, madeAt);
    outputs.checkpoint = ({ step }, madeAt) => keep(step, madeAt);
    await train(trainer, schedule, outputs, new RunControl());
    expect(kept.length).toBeGreaterThanOrEqual(13);
    for (const { made, madeAt } of kept) expect(madeAt).toBe(made);
    expect(kept.some(({ made, keptAt }) => keptAt > made)).toBe(true);
  });

  test('keeps one checkpoint at a time: the next waits for it', async () => {
    const trainer = new CountingTrainer(0);
    const log: string[] = [];
    let [open, most] = [0, 0];
    const outputs = slowOutputs(trainer, log);
    const save = outputs.checkpoint;
    outputs.checkpoint = async (state, madeAt) => {
      most = Math.max(most, (open += 1));
      expect(trainer.step - state.step).toBeLessThanOrEqual(2);
      await save(state, madeAt);
      open -= 1;
    };
    await train(trainer, { ...schedule, checkpointEvery: 2 }, outputs, new RunControl());
    expect(most).toBe(1);
    expect(log.filter((line) => line.startsWith('checkpoint'))).toHaveLength(20);
  });

  test('pauses, and ends, with everything kept', async () => {
    const trainer = new CountingTrainer(0);
    const log: string[] = [];
    const control = new RunControl();
    const outputs = slowOutputs(trainer, log);
    outputs.paused = async (step) => {
      log.push(`paused ${step}`);
      setTimeout(() => control.resume(), 5);
    };
    const samples = outputs.samples;
    outputs.samples = async (step, drawn, madeAt) => {
      await samples(step, drawn, madeAt);
      if (step === 10) control.pause();
    };
    await train(trainer, schedule, outputs, control);
    const paused = log.findIndex((line) => line.startsWith('paused'));
    const step = Number(log[paused]?.split(' ')[1]);
    expect(log.slice(0, paused)).toContain(`row ${step}`);
    expect(log.slice(0, paused).some((line) => line.startsWith('checkpoint 10'))).toBe(true);
    expect(log.at(-1)).toMatch(/^checkpoint 40/);
  });

  test('stands still while there is no room, and goes on when there is', async () => {
    const trainer = new CountingTrainer(0);
    const log: string[] = [];
    const outputs = slowOutputs(trainer, log);
    let stoodAt = -1;
    const save = outputs.checkpoint;
    outputs.checkpoint = async (state, madeAt) => {
      if (state.step === 20) {
        outputs.full = true;
        await later(10);
        stoodAt = trainer.step;
        await later(30);
        expect(trainer.step).toBe(stoodAt);
        outputs.full = false;
      }
      await save(state, madeAt);
    };
    await train(trainer, { ...schedule, totalSteps: 400 }, outputs, new RunControl());
    expect(stoodAt).toBeGreaterThanOrEqual(20);
    expect(stoodAt).toBeLessThan(30);
  });

  test('ends with what could not be kept, after what was under way', async () => {
    const trainer = new CountingTrainer(0);
    const log: string[] = [];
    const outputs = slowOutputs(trainer, log);
    outputs.samples = async (step) => {
      if (step === 20) throw new Error('no access');
    };
    await expect(train(trainer, { ...schedule, totalSteps: 1e6 }, outputs, new RunControl())).rejects.toThrow(
      'no access',
    );
    expect(log.filter((line) => line.startsWith('checkpoint'))).toEqual([expect.stringMatching(/^checkpoint 10/)]);
  });
});

describe('evaluations', () => {
  /** What was measured, and for checkpoints whether they hold a distance, in the order it was kept. */
  async function keptOf(changes: Partial<Schedule>, elapsed = 0, spent = 0): Promise<{ log: string[]; asked: number }> {
    const trainer = new CountingTrainer(0);
    trainer.elapsed = elapsed;
    const log: string[] = [];
    const outputs = slowOutputs(trainer, []);
    outputs.evaluations = async (made) => void log.push(...made.map(({ step, value }) => `${step}: ${value}`));
    outputs.checkpoint = async ({ step, distance }) => void log.push(`checkpoint ${step}, ${distance ?? 'none'}`);
    const evaluate = vi.spyOn(trainer, 'evaluate');
    const wanted = { ...schedule, ...changes };
    await train(trainer, wanted, outputs, new RunControl(), new Evaluator(trainer, wanted, spent));
    return { log, asked: evaluate.mock.calls.length };
  }

  test('are not made where a run gives them no time', async () => {
    expect(await keptOf({ checkpointEvery: 20 })).toEqual({
      log: ['checkpoint 20, none', 'checkpoint 40, none'],
      asked: 0,
    });
  });

  test('are made at the end of epochs while they keep to their share, each before the checkpoint of its step', async () => {
    // An hour of training: what they take here is nothing beside it.
    const { log } = await keptOf({ evaluationShare: 3, checkpointEvery: 20 }, 3600);
    expect(log).toEqual(['10: 90', '20: 80', 'checkpoint 20, none', '30: 70', '40: 60', 'checkpoint 40, none']);
    // Sessions before took all of it.
    const { asked } = await keptOf({ evaluationShare: 3 }, 3600, 109);
    expect(asked).toBe(0);
  });

  test('are made once a step, whatever asks for them: the best of checkpoints, or the epoch', async () => {
    const best = await keptOf({ evaluationShare: 3, keepsBest: true, checkpointEvery: 20 }, 3600);
    expect(best.log).toEqual(['10: 90', '20: 80', 'checkpoint 20, 80', '30: 70', '40: 60', 'checkpoint 40, 60']);
    expect(best.asked).toBe(4);
    // For the best they are made whatever they cost, and at checkpoints within an epoch.
    const forced = await keptOf({ keepsBest: true, checkpointEvery: 15, totalSteps: 30 }, 0, 1000);
    expect(forced.log).toEqual(['15: 85', 'checkpoint 15, 85', '30: 70', 'checkpoint 30, 70']);
  });
});

describe('checkpoints that are measured', () => {
  const KID = [3, 1, 2, 2, 2, 2, 0, 2];

  interface Ran {
    end: string;
    log: string[];
  }

  /** Trains with an exam whose values follow from the step; what it measures is noted among what is kept. */
  async function examined(
    part: Partial<ExamPlan['config']>,
    ask: (log: string[], control: RunControl) => void = () => undefined,
    elapsed = 0,
  ): Promise<Ran> {
    const trainer = new CountingTrainer(0);
    trainer.elapsed = elapsed;
    const log: string[] = [];
    const control = new RunControl();
    const outputs = slowOutputs(trainer, log);
    const wanted = { ...schedule, totalSteps: 80, evaluateEvery: 10 };
    const exam = new Exam(
      {
        ...{ schedule: wanted, checkpoints: [], measured: [], forgiven: null },
        config: { 'checkpoint.bestBy': 'kid', 'evaluations.share': 3, 'stop.pastBest': 'no', ...part },
      },
      {
        measure: async (step) => ({
          ...{ id: 'checkpoint', step, epoch: step / 10, average: false, samples: 500, seconds: 0 },
          values: { kid: KID[step / 10 - 1] ?? null },
        }),
        keep: async ({ step }) => {
          log.push(`measured ${step} at ${trainer.step}`);
          ask(log, control);
        },
        refuse: async (error) => {
          throw error;
        },
      },
      control,
    );
    outputs.paused = async (step) => {
      log.push(`paused ${step}`);
      setTimeout(() => control.resume(), 5);
    };
    const end = await train(trainer, wanted, outputs, control, undefined, exam);
    return { end, log };
  }
  const measuredIn = ({ log }: Ran): string[] => log.filter((line) => line.startsWith('measured'));

  test('are measured after it was kept, while there is time, and the rest when training is over', async () => {
    const hurried = await examined({ 'evaluations.share': 0 });
    expect(hurried.end).toBe('finished');
    expect(measuredIn(hurried)).toEqual([10, 20, 30, 40, 50, 60, 70, 80].map((step) => `measured ${step} at 80`));
    expect(hurried.log.filter((line) => line.startsWith('measuring'))[0]).toBe('measuring 8');
    const patient = await examined({}, undefined, 3600);
    expect(patient.log.indexOf('measured 10 at 80')).toBe(-1);
    for (const step of [10, 20, 30]) {
      const kept = patient.log.findIndex((line) => line.startsWith(`checkpoint ${step} `));
      expect(patient.log.findIndex((line) => line.startsWith(`measured ${step} `))).toBeGreaterThan(kept);
    }
  });

  test('hold up a run that is to stop past its best, which it does with its checkpoint kept', async () => {
    const over = await examined({ 'stop.pastBest': 'yes', 'evaluations.share': 0 });
    expect(over.end).toBe('past-best');
    expect(measuredIn(over)).toEqual([10, 20, 30, 40, 50].map((step) => `measured ${step} at ${step}`));
    expect(over.log.some((line) => line.startsWith('checkpoint 50'))).toBe(true);
    expect(over.log).not.toContain('row 51');
  });

  test('wait while the run is paused, also at its end, and stay where it is stopped there', async () => {
    const paused = await examined({ 'evaluations.share': 0 }, (log, control) => {
      if (log.at(-1) === 'measured 20 at 80') control.pause();
    });
    expect(paused.log.slice(paused.log.indexOf('measured 20 at 80') + 1).slice(0, 2)).toEqual([
      'paused 80',
      'resumed 80',
    ]);
    expect(measuredIn(paused)).toHaveLength(8);
    const stopped = await examined({ 'evaluations.share': 0 }, (_, control) => control.stop());
    expect(stopped.end).toBe('finished');
    expect(measuredIn(stopped)).toEqual(['measured 10 at 80']);
  });
});
