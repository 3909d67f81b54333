import type { MetricRow } from '@shared/run.ts';
import type { RunControl } from './control.ts';
import { checkpointDue, samplesDue, stepsUntilDue, type Schedule } from './schedule.ts';
import type { TrainerState } from './state.ts';
import type { DrawnSamples, Trainer } from './trainer.ts';

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
 * @throws {ForgerError} diverged when the numbers break; the last checkpoint is then the last good one
 */
export async function train(
  trainer: Trainer,
  schedule: Schedule,
  outputs: RunOutputs,
  control: RunControl,
): Promise<'finished' | 'stopped'> {
  let flushed = performance.now();
  let checkpointed = trainer.step;

  const flush = async (): Promise<void> => {
    const rows = await trainer.readMetrics();
    if (rows.length > 0) await outputs.metrics(rows);
    flushed = performance.now();
  };
  const draw = async (): Promise<void> => outputs.samples(trainer.step, await trainer.drawSamples());
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

    trainer.trainSteps(stepsUntilDue(trainer.step, schedule));

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
