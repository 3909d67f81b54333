import type { MetricRow } from '@shared/run.ts';
import type { RunControl } from './control.ts';
import { DivergedError } from './divergence.ts';
import { checkpointDue, samplesDue, stepsUntilDue, type Schedule } from './schedule.ts';
import type { TrainerState } from './state.ts';
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
  /** Trains a few steps, as many as pay, up to `wanted`. */
  trainSteps(wanted: number): void | Promise<void>;
  /** The metrics of every step since the last call, oldest first. @throws {ForgerError} diverged */
  readMetrics(): Promise<MetricRow[]>;
  /** The run's fixed samples. */
  drawSamples(): Promise<DrawnSamples>;
  /** @throws {ForgerError} diverged when a weight is not a number any more */
  save(): Promise<TrainerState>;
  /** @throws {ForgerError} damaged when the state is not of these networks */
  restore(state: TrainerState): void | Promise<void>;
  dispose(): void | Promise<void>;
}

/** Where a run's results go. Each call resolves when they are kept. */
export interface RunOutputs {
  metrics(rows: MetricRow[]): Promise<void>;
  samples(step: number, drawn: DrawnSamples): Promise<void>;
  checkpoint(state: TrainerState): Promise<void>;
  paused(step: number): Promise<void>;
  resumed(step: number): Promise<void>;
  /** Lets the host's other work run, for a moment between steps. */
  breathe(): Promise<void>;
}

/** How often metrics leave the device: often enough for a live chart, seldom enough not to hold up training. */
const METRICS_EVERY_MS = 250;

/**
 * Trains until the run's length is reached or it is stopped.
 * @throws {DivergedError} when the numbers break; the last checkpoint is then the last good one
 */
export async function train(
  trainer: LoopTrainer,
  schedule: Schedule,
  outputs: RunOutputs,
  control: RunControl,
): Promise<'finished' | 'stopped'> {
  let flushed = performance.now();
  let checkpointed = trainer.step;

  const flush = async (): Promise<void> => {
    try {
      const rows = await trainer.readMetrics();
      if (rows.length > 0) await outputs.metrics(rows);
    } catch (error) {
      if (error instanceof DivergedError && error.rows.length > 0) await outputs.metrics([...error.rows]);
      throw error;
    }
    flushed = performance.now();
  };
  const draw = async (): Promise<void> => {
    // Metrics first: nothing is drawn of networks whose numbers broke.
    await flush();
    await outputs.samples(trainer.step, await trainer.drawSamples());
  };
  const save = async (): Promise<void> => {
    // Metrics first: a checkpoint never runs ahead of them, and never holds broken numbers.
    await flush();
    await outputs.checkpoint(await trainer.save());
    checkpointed = trainer.step;
  };

  if (trainer.step === 0) await draw();

  while (trainer.step < schedule.totalSteps && !control.stopping) {
    if (control.pausing) {
      await flush();
      await outputs.paused(trainer.step);
      while (control.pausing) await control.changed();
      if (control.stopping) break;
      await outputs.resumed(trainer.step);
    }

    await trainer.trainSteps(stepsUntilDue(trainer.step, schedule));

    if (performance.now() - flushed >= METRICS_EVERY_MS) await flush();
    if (samplesDue(trainer.step, schedule)) await draw();
    if (checkpointDue(trainer.step, schedule)) await save();
    await outputs.breathe();
  }

  await flush();
  if (trainer.step > 0 && !samplesDue(trainer.step, schedule)) await draw();
  if (trainer.step > checkpointed) await save();
  return trainer.step >= schedule.totalSteps ? 'finished' : 'stopped';
}
