import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { MetricName, MetricRow } from '@shared/run.ts';
import type { Evaluation } from '@shared/evaluations.ts';
import { evaluationOf, EventFile, gridOf, measuredOf, scalarsOf, weightsOf } from '../../export/tensorboard/index.ts';
import type { RunWriter } from '../../store/index.ts';
import type { TrainingState } from '@shared/training-state.ts';

/** Often enough to watch a run train, seldom enough not to make it wait for the disk. */
const WRITE_EVERY_MS = 2000;

/** What is not taken in every step: where TensorBoard is told of some steps only, the newest since the step it was told of. */
const SELDOM = ['dGradientNorm', 'gGradientNorm'] as const satisfies readonly MetricName[];
const NONE = { dGradientNorm: Number.NaN, gGradientNorm: Number.NaN };

/** What a run that asks for it tells TensorBoard. Where it is told when something was made, in milliseconds since 1970. */
export class EventLog {
  readonly #writer: RunWriter;
  readonly #file: EventFile;
  #writtenAt = performance.now();
  #newest: Record<(typeof SELDOM)[number], number> = NONE;

  private constructor(writer: RunWriter, file: EventFile) {
    this.#writer = writer;
    this.#file = file;
  }

  /**
   * Null where the run writes no event files.
   * @param firstStep the first step that will be logged; what earlier files say of it and later ones is taken back
   */
  static async open(writer: RunWriter, firstStep: number): Promise<EventLog | null> {
    if (writer.record.config['tensorboard.everySteps'] === 0) return null;
    return new EventLog(writer, await writer.writeEvents((folder) => EventFile.open(folder, firstStep)));
  }

  /** Whether what was added should be written now. */
  get due(): boolean {
    return performance.now() - this.#writtenAt >= WRITE_EVERY_MS;
  }

  /** @param rows the last of them just trained */
  addMetrics(rows: readonly MetricRow[], madeAt: number): void {
    const elapsed = rows.at(-1)?.elapsed ?? 0;
    for (const row of rows) {
      const taken = SELDOM.filter((name) => !Number.isNaN(row[name])).map((name) => [name, row[name]] as const);
      this.#newest = { ...this.#newest, ...Object.fromEntries(taken) };
      if (row.step % this.#writer.record.config['tensorboard.everySteps'] !== 0) continue;
      this.#file.add(row.step, scalarsOf({ ...row, ...this.#newest }), madeAt / 1000 - (elapsed - row.elapsed));
      this.#newest = NONE;
    }
  }

  /** @param average PNG of the same latents through the EMA of G's weights; null without one */
  addGrids(step: number, generator: Uint8Array, average: Uint8Array | null, madeAt: number): void {
    this.#file.add(step, [gridOf(generator), ...(average ? [gridOf(average, 'average')] : [])], madeAt / 1000);
  }

  addEvaluations(made: readonly Evaluation[], madeAt: number): void {
    for (const evaluation of made) this.#file.add(evaluation.step, [evaluationOf(evaluation)], madeAt / 1000);
  }

  addCheckpointEvaluation(made: CheckpointEvaluation, madeAt: number): void {
    this.#file.add(made.step, measuredOf(made), madeAt / 1000);
  }

  addWeights(state: TrainingState, madeAt: number): void {
    this.#file.add(state.step, weightsOf(state), madeAt / 1000);
  }

  /** Writes what was added; after a failure it can be tried again. @throws {ForgerError} `no-space`, … */
  async write(): Promise<void> {
    await this.#writer.writeEvents(() => this.#file.write());
    this.#writtenAt = performance.now();
  }
}
