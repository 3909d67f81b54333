import { EVALUATION_IDS, withinShare, type Evaluation, type EvaluationId } from '@shared/evaluations.ts';
import { isEpochEnd, type Schedule } from '@shared/schedule.ts';

/** What is evaluated: see `LoopTrainer`. */
interface Evaluated {
  readonly step: number;
  readonly elapsed: number;
  evaluate(id: EvaluationId): Promise<number | null>;
}

/** Evaluates a run at the end of epochs, as long as that takes no more than its share of the time of training. */
export class Evaluator {
  readonly #trainer: Evaluated;
  readonly #schedule: Pick<Schedule, 'stepsPerEpoch' | 'evaluationShare'>;
  #spent: number;
  #made: Evaluation[] = [];

  /** @param spent seconds that its evaluations have taken so far, in earlier sessions too */
  constructor(trainer: Evaluated, schedule: Pick<Schedule, 'stepsPerEpoch' | 'evaluationShare'>, spent: number) {
    this.#trainer = trainer;
    this.#schedule = schedule;
    this.#spent = spent;
  }

  #due(id: EvaluationId): boolean {
    const trainer = this.#trainer;
    const schedule = this.#schedule;
    if (!isEpochEnd(trainer.step, schedule) || this.#at(id)) return false;
    return withinShare(schedule.evaluationShare, { spent: this.#spent, trained: trainer.elapsed });
  }

  /** What was measured at this step. */
  #at(id: EvaluationId): Evaluation | undefined {
    return this.#made.find((made) => made.id === id && made.step === this.#trainer.step);
  }

  /** Whether anything is to be measured at this step. */
  get due(): boolean {
    return EVALUATION_IDS.some((id) => this.#due(id));
  }

  /** Measures what is due. */
  async measureDue(): Promise<Evaluation[]> {
    const made: Evaluation[] = [];
    for (const id of EVALUATION_IDS) if (this.#due(id)) made.push(...(await this.#measure(id)));
    return made;
  }

  /** The same and one more, whatever it costs; null where that cannot be measured. */
  async measureAlso(id: EvaluationId): Promise<{ made: Evaluation[]; value: number | null }> {
    const first = this.#at(id) ? [] : await this.#measure(id);
    const made = [...first, ...(await this.measureDue())];
    return { made, value: this.#at(id)?.value ?? null };
  }

  async #measure(id: EvaluationId): Promise<Evaluation[]> {
    const trainer = this.#trainer;
    const schedule = this.#schedule;
    const started = performance.now();
    const value = await trainer.evaluate(id);
    const seconds = (performance.now() - started) / 1000;
    this.#spent += seconds;
    if (value === null) return [];
    const { step } = trainer;
    const made = { id, step, epoch: step / schedule.stepsPerEpoch, value, seconds };
    this.#made = [...this.#made.filter((other) => other.step === step), made];
    return [made];
  }
}
