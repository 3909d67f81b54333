import { evaluationDue, pendingSteps, scoresOf, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { withinShare } from '@shared/evaluations.ts';
import type { Schedule } from '@shared/schedule.ts';
import { pastBest, type PastBest } from '@shared/score.ts';
import type { RunControl } from './control.ts';

/** How the checkpoints of a run are measured, and where the values go. */
export interface ExamWays {
  /**
   * Measures a checkpoint that is kept; null where it is gone or damaged.
   * @throws what the signal was aborted with; {ForgerError} where nothing can be measured here
   */
  measure(step: number, signal: AbortSignal): Promise<CheckpointEvaluation | null>;
  /** Kept for good when it resolves. */
  keep(made: CheckpointEvaluation): Promise<void>;
  /** Told once that nothing more is measured now, and why. @throws the error where it is no such reason */
  refuse(error: unknown): Promise<void>;
}

export interface ExamPlan {
  schedule: Schedule;
  config: Pick<RunConfig, 'checkpoint.bestBy' | 'evaluations.share' | 'stop.pastBest'>;
  /** Steps of the checkpoints that are there, and what was measured of them. */
  checkpoints: readonly number[];
  measured: readonly CheckpointEvaluation[];
  /** It stopped past this best before, and was told to go on. */
  forgiven: number | null;
}

/**
 * Measures the checkpoints of a run that are due: in pauses of training that take no more than their share of its time, or
 * after it. Which ones, and what comes out, does not depend on when.
 */
export class Exam {
  readonly #plan: ExamPlan;
  readonly #ways: ExamWays;
  readonly #control: Pick<RunControl, 'pausing' | 'stopping' | 'changed'>;
  readonly #measured: CheckpointEvaluation[];
  #pending: number[];
  #past: PastBest | null;
  #spent: number;
  #refused = false;

  constructor(plan: ExamPlan, ways: ExamWays, control: Pick<RunControl, 'pausing' | 'stopping' | 'changed'>) {
    this.#plan = plan;
    this.#ways = ways;
    this.#control = control;
    this.#measured = [...plan.measured];
    this.#pending = pendingSteps(plan.schedule, plan.checkpoints, plan.measured);
    this.#past = this.#findPast();
    this.#spent = plan.measured.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** Steps of checkpoints that wait to be measured, oldest first; none where nothing can be measured. */
  get pending(): readonly number[] {
    return this.#pending;
  }

  /** A checkpoint was kept. */
  kept(step: number): void {
    if (!this.#refused && evaluationDue(step, this.#plan.schedule)) this.#pending.push(step);
  }

  /** Whether training has to wait for what was measured. */
  get awaited(): boolean {
    return this.#plan.config['stop.pastBest'] === 'yes';
  }

  /** The run is to stop here: its generator is past its best. */
  get over(): PastBest | null {
    if (!this.awaited || this.#pending.length > 0) return null;
    return this.#past && this.#past.best !== this.#plan.forgiven ? this.#past : null;
  }

  #findPast(): PastBest | null {
    const { config, schedule } = this.#plan;
    return pastBest(scoresOf(config['checkpoint.bestBy'], schedule, this.#measured));
  }

  /** Whether a checkpoint may be measured now. @param trained seconds of training so far */
  mayMeasure(trained: number): boolean {
    if (this.#pending.length === 0 || this.#interrupted) return false;
    return this.awaited || withinShare(this.#plan.config['evaluations.share'], { spent: this.#spent, trained });
  }

  /** Measures the oldest that waits. Asked to pause or stop meanwhile, it leaves it for later. */
  async next(): Promise<void> {
    const [step] = this.#pending;
    if (step === undefined || this.#interrupted) return;
    const interruption = new AbortController();
    const over = new AbortController();
    void this.#watch(interruption, over.signal);
    const started = performance.now();
    try {
      const made = await this.#ways.measure(step, interruption.signal);
      if (made) {
        await this.#ways.keep(made);
        this.#measured.push(made);
        this.#past = this.#findPast();
      }
      this.#pending.shift();
    } catch (error) {
      if (!interruption.signal.aborted) {
        this.#refused = true;
        this.#pending = [];
        await this.#ways.refuse(error);
      }
    } finally {
      over.abort();
      this.#spent += (performance.now() - started) / 1000;
    }
  }

  get #interrupted(): boolean {
    return this.#control.pausing || this.#control.stopping;
  }

  async #watch(interruption: AbortController, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      if (this.#interrupted) return interruption.abort();
      await this.#control.changed();
    }
  }
}
