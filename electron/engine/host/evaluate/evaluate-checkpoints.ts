import { LEAST_IMAGES, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind } from '@shared/doctor.ts';
import type { RunRecord } from '@shared/run.ts';
import { openToTrain } from '../../../data/index.ts';
import type { Library } from '../../../store/index.ts';
import { describeDevice, openDevice } from '../../device/index.ts';
import { useThreads } from '../../device/threads.ts';
import { RESIDENT_BYTES } from '../../training/feed.ts';
import { datasetIdOfRun } from '../dataset-of-run.ts';
import { imagesOfRun } from '../images-of-run.ts';
import { threadsOf } from '../run-way.ts';
import { Meter } from './meter.ts';

export interface EvaluateArguments {
  library: Library;
  bundledDir: string;
  runId: string;
  /** Of the checkpoints, in the order in which they are measured. */
  steps: readonly number[];
  signal: AbortSignal;
  onMeasured(made: CheckpointEvaluation): void;
  /** Told in a sentence where what was measured is not kept. */
  onNotice(sentence: string): void;
}

/**
 * Measures checkpoints of a run, as the run itself does, and keeps what comes out with it, where no other process writes it.
 * @throws {ForgerError} not-found, damaged, invalid-request for a data set too small; the signal's reason when aborted
 */
export async function evaluateCheckpoints(args: EvaluateArguments): Promise<CheckpointEvaluation[]> {
  const { library, bundledDir, runId, steps, signal } = args;
  const record = await library.readRun(runId);
  if (record.dataset.count < LEAST_IMAGES)
    throw new ForgerError(
      'invalid-request',
      `${record.dataset.name} has ${record.dataset.count} images, and measuring takes at least ${LEAST_IMAGES}.`,
    );
  const id = await datasetIdOfRun(library, bundledDir, record);
  const dataset = await openToTrain(library.dir, bundledDir, id, RESIDENT_BYTES);
  try {
    await dataset.verified;
    useThreads(threadsOf({ record, status: await library.readStatus(runId), from: steps[0] ?? null }));
    await openDevice(await kindFor(record));
    const images = imagesOfRun(dataset, record);
    const meter = await Meter.open({ library, record, images }, signal);
    const made: CheckpointEvaluation[] = [];
    for (const step of steps) {
      const evaluation = await meter.of(await library.readCheckpoint(runId, step), signal);
      await keep(args, evaluation);
      args.onMeasured(evaluation);
      made.push(evaluation);
    }
    return made;
  } finally {
    await dataset.close();
  }
}

/** The device that the run itself is measured on, where it is here; the processor for a run that trains in a window. */
async function kindFor({ device }: RunRecord): Promise<DeviceKind | 'auto'> {
  const kind = device.kind === 'webgpu' ? 'cpu' : device.kind;
  return (await describeDevice(kind)).available ? kind : 'auto';
}

/** Keeps what was measured, unless another process writes the run: that is told, and nothing is kept. */
async function keep({ library, runId, onNotice }: EvaluateArguments, made: CheckpointEvaluation): Promise<void> {
  try {
    const writer = await library.openWriter(runId, 'cli');
    try {
      await writer.appendEvaluations([made]);
    } finally {
      await writer.close();
    }
  } catch (error) {
    if (!(error instanceof ForgerError) || error.code !== 'busy') throw error;
    onNotice(`What was measured of step ${made.step} is not kept: another process writes this run.`);
  }
}
