import type { Readings } from '../../metric/readings.ts';

/** A way to run training steps. */
export interface TrainingStep {
  /** Trains one step and gives what was read in it; the tensor belongs to the current tidy scope. */
  run(step: number): Readings;
  /** Brings the duel's variables up to date, before they are read. */
  bringToDuel(): void;
  /** Takes over the duel's variables, after they were changed from outside. */
  takeFromDuel(): void;
  dispose(): void;
}
