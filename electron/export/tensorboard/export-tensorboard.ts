import { basename, resolve } from 'node:path';
import type { ExportResult } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { METRIC_NAMES, type MetricColumns, type MetricRow } from '@shared/run.ts';
import type { Library } from '../../store/index.ts';
import { buildFolder, explained, makeFolder, sweepLeftovers } from '../../store/files/index.ts';
import { folderNameFrom } from '../folder-name.ts';
import { freePath } from '../free-path.ts';
import type { Tagged } from './event.ts';
import { EventFile } from './event-file.ts';
import { evaluationOf, gridOf, measuredOf, scalarsOf, weightsOf } from './measured.ts';

export interface TensorBoardRequest {
  library: Library;
  runId: string;
  /** The folder in which a new one is made. */
  outDir: string;
  /** Told in one sentence about what cannot be read and is left out. */
  onProblem: (problem: string) => void;
}

export interface TensorBoardResult extends ExportResult {
  /** How much was written. */
  steps: number;
  grids: number;
  checkpoints: number;
}

const WRITE_BYTES = 1024 * 1024;

/** Something to be written, read only when its turn comes. */
interface Moment {
  step: number;
  measure(): Promise<readonly Tagged[]> | readonly Tagged[];
}

const rowAt = (columns: MetricColumns, place: number): MetricRow =>
  Object.fromEntries(METRIC_NAMES.map((name) => [name, columns[name][place] ?? Number.NaN])) as MetricRow;

/** Seconds of training after a step, by the last row logged up to it. */
function elapsedAt({ step, elapsed }: MetricColumns): (at: number) => number {
  let place = -1;
  return (at) => {
    while ((step[place + 1] ?? Infinity) <= at) place += 1;
    return elapsed[place] ?? 0;
  };
}

/** All of a run, oldest first. */
async function momentsOf({ library, runId, onProblem }: TensorBoardRequest, columns: MetricColumns) {
  const scalars = columns.step.map((step, place): Moment => ({
    step,
    measure: () => scalarsOf(rowAt(columns, place)),
  }));
  const read = (file: string): Promise<Uint8Array> => library.readSample(runId, file);
  const grids = (await library.listSamples(runId)).map(({ step, file, average }): Moment => ({
    step,
    measure: async () => [
      gridOf(await read(file)),
      ...(average === null ? [] : [gridOf(await read(average), 'average')]),
    ],
  }));
  const evaluations = (await library.readEvaluations(runId)).map((made): Moment => ({
    step: made.step,
    measure: () => [evaluationOf(made)],
  }));
  const measured = (await library.readCheckpointEvaluations(runId)).map((made): Moment => ({
    step: made.step,
    measure: () => measuredOf(made),
  }));
  const weights: Moment[] = [];
  for (const { step } of await library.listCheckpoints(runId))
    weights.push({
      step,
      measure: async () => {
        try {
          return weightsOf(await library.readCheckpoint(runId, step));
        } catch (error) {
          if (!(error instanceof ForgerError) || !['damaged', 'not-found'].includes(error.code)) throw error;
          onProblem(error.message);
          return [];
        }
      },
    });
  const all = [...scalars, ...grids, ...evaluations, ...measured, ...weights].sort((a, b) => a.step - b.step);
  return { all, steps: scalars.length, grids: grids.length, checkpoints: weights.length };
}

/**
 * Writes what a run kept (its numbers, sample grids, and checkpoints as histograms of their weights) as an event
 * file for TensorBoard, into a new folder `<run>-tensorboard`. Nothing that exists is changed. Times are the run's
 * making and the seconds of training since: when it paused is not known any more.
 * @throws {ForgerError} `not-found` for the run or where nothing was trained; `no-space`, `no-access`, …
 */
export async function exportTensorBoard(request: TensorBoardRequest): Promise<TensorBoardResult> {
  const { library, runId, outDir } = request;
  return explained(async () => {
    const record = await library.readRun(runId);
    const { columns } = await library.readMetrics(runId, 0);
    const { all, ...counts } = await momentsOf(request, columns);
    if (all.length === 0)
      throw new ForgerError('not-found', 'This run has logged nothing yet. Let it train a little first.');
    const made = Date.parse(record.createdAt) / 1000;
    const elapsed = elapsedAt(columns);
    const folder = resolve(outDir);
    await makeFolder(folder);
    await sweepLeftovers(folder);
    const path = await freePath(folder, `${folderNameFrom(record.name, record.id)}-tensorboard`);
    let file = { name: '', bytes: 0 };
    await buildFolder(path, async (built) => {
      const events = await EventFile.open(built, 0, made);
      for (const { step, measure } of all) {
        const measured = await measure();
        if (measured.length > 0) events.add(step, measured, made + elapsed(step));
        if (events.pendingBytes >= WRITE_BYTES) await events.write();
      }
      await events.write();
      file = { name: basename(events.path), bytes: events.size };
    });
    return { path, files: [file], ...counts };
  });
}
