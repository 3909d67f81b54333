import { BEST_BY, type Evaluation, type EvaluationId } from '@shared/evaluations.ts';
import type { MetricRow } from '@shared/run.ts';
import { checkpointDue, samplesDue, stepsUntilDue, type Schedule } from '@shared/schedule.ts';
import { Background } from './background.ts';
import type { RunControl } from './control.ts';
import { DivergedError } from './divergence.ts';
import { Evaluator } from './evaluator.ts';
import type { Exam } from './exam.ts';
import type { TrainingState } from '@shared/training-state.ts';
import type { ChosenStep } from './step/choose-step.ts';
import type { DrawnSamples } from './trainer.ts';

/** What the loop drives: a {@link Trainer} of this process, or one that lives elsewhere. */
export interface LoopTrainer {
  /** Completed training steps. */
  readonly step: number;
  /** Seconds spent in training so far, pauses left out. */
  readonly elapsed: number;
  /** How its steps run. */
  readonly way: Omit<ChosenStep, 'step'>;
  /** Rejects when a trainer elsewhere is gone, also while nothing is asked of it. */
  readonly lost?: Promise<never>;
  /** Trains a few steps, as many as pay, up to `wanted`. */
  trainSteps(wanted: number): void | Promise<void>;
  /** The metrics of every step since the last call, oldest first. @throws {ForgerError} diverged */
  readMetrics(): Promise<MetricRow[]>;
  /** The run's fixed samples. */
  drawSamples(): Promise<DrawnSamples>;
  /** A value of the generator as it stands; null where it cannot be measured. */
  evaluate(id: EvaluationId): Promise<number | null>;
  /** @throws {ForgerError} diverged when a weight is not a number any more */
  save(): Promise<TrainingState>;
  /** @throws {ForgerError} damaged when the state is not of these networks */
  restore(state: TrainingState): void | Promise<void>;
  dispose(): void | Promise<void>;
}

/**
 * Where a run's results go. Each call resolves when they are kept; metrics, samples and checkpoints are handed over one
 * at a time, in the order they were made, while training goes on. `madeAt` is when that was, in milliseconds since 1970:
 * a disk that is slow or full may let them wait.
 */
export interface RunOutputs {
  /** There is no room for what is being kept: training waits as well. */
  readonly full: boolean;
  /** @param rows the last of them was just trained */
  metrics(rows: MetricRow[], madeAt: number): Promise<void>;
  samples(step: number, drawn: DrawnSamples, madeAt: number): Promise<void>;
  /** Kept before the checkpoint of their step. */
  evaluations(made: Evaluation[], madeAt: number): Promise<void>;
  checkpoint(state: TrainingState, madeAt: number): Promise<void>;
  paused(step: number): Promise<void>;
  resumed(step: number): Promise<void>;
  /** Training is over; so many checkpoints still wait to be measured. */
  measuring(left: number): Promise<void>;
  /** Lets the host's other work run, for a moment between steps. */
  breathe(): Promise<void>;
}

/** How often metrics leave the device: often enough for a live chart, seldom enough not to hold up training. */
const METRICS_EVERY_MS = 250;
/** Share of the time between two breaths for which training waits for what is being kept: it needs this thread too. */
const BREATH = 0.02;
/** Results that may wait to be kept: a disk that does not answer stops training, before memory runs out. */
const MOST_WAITING = 100;

/**
 * Trains until the run's length is reached or it is stopped. What it makes is kept in the background; of checkpoints one at
 * a time. A pause and the end wait for all of it.
 * @param evaluator left out, it begins as one that has evaluated nothing yet
 * @param exam null where the run measures no checkpoints
 * @returns `past-best` where it stopped because its generator is
 * @throws {DivergedError} when the numbers break; the last checkpoint is then the last good one
 */
export async function train(
  trainer: LoopTrainer,
  schedule: Schedule,
  outputs: RunOutputs,
  control: RunControl,
  evaluator = new Evaluator(trainer, schedule, 0),
  exam: Exam | null = null,
): Promise<TrainingEnd> {
  const keeping = new Background();
  try {
    return await trainAndKeep({ trainer, schedule, outputs, control, evaluator, exam, keeping });
  } finally {
    await keeping.over();
  }
}

interface Session {
  trainer: LoopTrainer;
  schedule: Schedule;
  outputs: RunOutputs;
  control: RunControl;
  evaluator: Evaluator;
  exam: Exam | null;
  keeping: Background;
}

export type TrainingEnd = 'finished' | 'stopped' | 'past-best';

async function trainAndKeep(session: Session): Promise<TrainingEnd> {
  const { trainer, schedule, outputs, control, evaluator, exam, keeping } = session;
  let flushed = performance.now();
  let breathed = performance.now();
  let checkpointed = trainer.step;
  let saving = Promise.resolve();

  /** Has what was made just now kept when its turn comes. */
  const keep = (handOver: (madeAt: number) => Promise<void>): Promise<void> => {
    const madeAt = Date.now();
    return keeping.add(() => handOver(madeAt));
  };
  const keepMetrics = (rows: readonly MetricRow[]): void => {
    if (rows.length > 0) void keep((madeAt) => outputs.metrics([...rows], madeAt));
  };
  const flush = async (): Promise<void> => {
    try {
      keepMetrics(await trainer.readMetrics());
    } catch (error) {
      if (error instanceof DivergedError) keepMetrics(error.rows);
      throw error;
    }
    flushed = performance.now();
  };
  const draw = async (): Promise<void> => {
    // Metrics first: nothing is drawn of networks whose numbers broke.
    await flush();
    const { step } = trainer;
    const drawn = await trainer.drawSamples();
    void keep((madeAt) => outputs.samples(step, drawn, madeAt));
  };
  const keepEvaluations = (made: Evaluation[]): void => {
    if (made.length > 0) void keep((madeAt) => outputs.evaluations(made, madeAt));
  };
  const evaluate = async (): Promise<void> => {
    if (!evaluator.due) return;
    // Metrics first: nothing is measured of networks whose numbers broke.
    await flush();
    keepEvaluations(await evaluator.measureDue());
  };
  const measureBest = async (): Promise<number | null> => {
    const { made, value } = await evaluator.measureAlso(BEST_BY);
    keepEvaluations(made);
    return value;
  };
  const save = async (): Promise<void> => {
    // Metrics first: a checkpoint never runs ahead of them, and never holds broken numbers.
    await flush();
    // One state at a time is in memory.
    await saving;
    const state = await trainer.save();
    const distance = schedule.keepsBest ? await measureBest() : null;
    if (!schedule.keepsBest) await evaluate();
    saving = keep(async (madeAt) => {
      await outputs.checkpoint({ ...state, ...(distance !== null && { distance }) }, madeAt);
      exam?.kept(state.step);
    });
    checkpointed = trainer.step;
  };
  /** Lets what is being kept go on for a moment, or until there is room for it. */
  const breathe = async (): Promise<void> => {
    keeping.check();
    const until = performance.now() + BREATH * (performance.now() - breathed);
    do await outputs.breathe();
    while (keeping.waiting > 0 && performance.now() < until);
    if (outputs.full || keeping.waiting > MOST_WAITING) await keeping.done();
    breathed = performance.now();
  };

  if (trainer.step === 0) {
    // What the networks make before they have learnt anything is there before they learn.
    await draw();
    await keeping.done();
  }

  const pauseIfAsked = async (): Promise<void> => {
    if (!control.pausing) return;
    await flush();
    await keeping.done();
    await outputs.paused(trainer.step);
    while (control.pausing) await (trainer.lost ? Promise.race([control.changed(), trainer.lost]) : control.changed());
    if (!control.stopping) await outputs.resumed(trainer.step);
  };
  /** Measures checkpoints, as far as there is time for it now. */
  const examine = async (): Promise<void> => {
    if (!exam) return;
    // What is awaited is in the checkpoint of this step.
    if (exam.awaited) await saving;
    while (exam.mayMeasure(trainer.elapsed)) {
      await flush();
      await exam.next();
    }
  };

  while (trainer.step < schedule.totalSteps && !control.stopping) {
    await pauseIfAsked();
    await examine();
    if (exam?.over) break;
    if (control.pausing || control.stopping) continue;

    await trainer.trainSteps(stepsUntilDue(trainer.step, schedule));

    // The rows of a while go to the disk at once: they are not read while others are still on their way.
    if (keeping.waiting === 0 && performance.now() - flushed >= METRICS_EVERY_MS) await flush();
    if (samplesDue(trainer.step, schedule)) await draw();
    if (checkpointDue(trainer.step, schedule)) await save();
    else await evaluate();
    await breathe();
  }

  await flush();
  if (trainer.step > 0 && !samplesDue(trainer.step, schedule)) await draw();
  if (trainer.step > checkpointed) await save();
  await keeping.done();
  const finished = trainer.step >= schedule.totalSteps;
  while (finished && exam && exam.pending.length > 0 && !control.stopping) {
    await pauseIfAsked();
    await outputs.measuring(exam.pending.length);
    await exam.next();
  }
  if (finished) return 'finished';
  return exam?.over && !control.stopping ? 'past-best' : 'stopped';
}
