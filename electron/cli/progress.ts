import { rate } from '@shared/figure.ts';
import type { MetricColumns, RunRecord } from '@shared/run.ts';
import { figure } from '@shared/figure.ts';
import { count, duration } from './table.ts';

/** A logged step of a run, as far as a progress line needs it. */
export interface ProgressRow {
  step: number;
  gLoss: number;
  dLoss: number;
  imagesPerSecond: number;
  elapsed: number;
}

export function progressRows(columns: MetricColumns): ProgressRow[] {
  const value = (name: keyof ProgressRow, at: number): number => columns[name][at] ?? Number.NaN;
  return columns.step.map((step, at) => ({
    step,
    gLoss: value('gLoss', at),
    dLoss: value('dLoss', at),
    imagesPerSecond: value('imagesPerSecond', at),
    elapsed: value('elapsed', at),
  }));
}

/** "epoch 3/10  step 1,407/4,690  G 1.23  D 1.35  8,123 images/s  2:31 left" */
export function progressLine(record: Pick<RunRecord, 'stepsPerEpoch' | 'totalSteps'>, row: ProgressRow): string {
  const { stepsPerEpoch, totalSteps } = record;
  const epochs = Math.ceil(totalSteps / stepsPerEpoch);
  const epoch = Math.min(epochs, Math.max(1, Math.ceil(row.step / stepsPerEpoch)));
  // By the pace of the whole run: the newest steps' own jumps where samples are drawn or a checkpoint is saved.
  const left = (totalSteps - row.step) * (row.elapsed / row.step);
  return [
    `epoch ${count(epoch)}/${count(epochs)}`,
    `step ${count(row.step)}/${count(totalSteps)}`,
    `G ${figure(row.gLoss)}`,
    `D ${figure(row.dLoss)}`,
    ...(Number.isFinite(row.imagesPerSecond) ? [`${rate(row.imagesPerSecond)} images/s`] : []),
    ...(Number.isFinite(left)
      ? [row.step >= totalSteps ? `${duration(row.elapsed)} in all` : `${duration(left)} left`]
      : []),
  ].join('  ');
}

/** Where progress is drawn: one line that changes on a terminal, otherwise a line for each epoch and the end. */
export class ProgressPrinter {
  readonly #record: Pick<RunRecord, 'stepsPerEpoch' | 'totalSteps'>;
  readonly #output: { write(text: string): void; interactive: boolean };
  #last: ProgressRow | null = null;
  #printed: ProgressRow | null = null;

  constructor(
    record: Pick<RunRecord, 'stepsPerEpoch' | 'totalSteps'>,
    output: { write(text: string): void; interactive: boolean },
  ) {
    this.#record = record;
    this.#output = output;
  }

  /** Shows what was logged since the last call. */
  show(rows: readonly ProgressRow[]): void {
    for (const row of rows) {
      this.#last = { ...row, gLoss: this.#known('gLoss', row), dLoss: this.#known('dLoss', row) };
      if (!this.#output.interactive && row.step % this.#record.stepsPerEpoch === 0) this.#print(this.#last);
    }
    if (this.#output.interactive && this.#last)
      this.#output.write(`\r\u001b[K${progressLine(this.#record, this.#last)}`);
  }

  /** Leaves the last state standing. */
  end(): void {
    if (this.#output.interactive && this.#last) this.#output.write('\n');
    else if (this.#last && this.#printed !== this.#last) this.#print(this.#last);
  }

  /** A network that rests in a step has no loss there: it is still the one before. */
  #known(loss: 'gLoss' | 'dLoss', row: ProgressRow): number {
    return Number.isFinite(row[loss]) ? row[loss] : (this.#last?.[loss] ?? row[loss]);
  }

  #print(row: ProgressRow): void {
    this.#printed = row;
    this.#output.write(`${progressLine(this.#record, row)}\n`);
  }
}
