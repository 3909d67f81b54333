import type { Readings } from '../../metric/readings.ts';

/** A way to run training steps. */
export interface TrainingStep {
  /** How many steps the next call had best make, of those wanted: from 1 up. */
  callSize(step: number, wanted: number): number;
  /**
   * Trains `count` steps, as many as callSize says, and gives what was read in them, step after step; `parts` are
   * those of one step. The tensor belongs to the current tidy scope.
   */
  run(step: number, count: number): Readings;
  /** Brings the duel's variables up to date, before they are read. */
  bringToDuel(): void;
  /** Takes over the duel's variables, after they were changed from outside. */
  takeFromDuel(): void;
  dispose(): void;
}
