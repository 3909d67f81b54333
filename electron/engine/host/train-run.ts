import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import type { RunStatus } from '@shared/run.ts';
import { scheduleOf } from '@shared/schedule.ts';
import { openToTrain, type OpenedDataset } from '../../data/index.ts';
import type { Library, RunWriter } from '../../store/index.ts';
import type { Images } from '../training/batches.ts';
import type { RunControl } from '../training/control.ts';
import { DivergedError } from '../training/divergence.ts';
import { RESIDENT_BYTES } from '../training/feed.ts';
import { Evaluator } from '../training/evaluator.ts';
import { train, type LoopTrainer } from '../training/loop.ts';
import { datasetIdOfRun } from './dataset-of-run.ts';
import { imagesOfRun } from './images-of-run.ts';
import { examOfRun } from './evaluate/exam-of-run.ts';
import { Meter } from './evaluate/meter.ts';
import { EventLog } from './event-log.ts';
import { FreeSpace } from './free-space.ts';
import { describeEnd, describeStart, stoppedPastBest, stoppedWithoutRoom } from './log-lines.ts';
import { openTrainer } from './open-trainer.ts';
import { outputsOf, type RunEvent } from './run-outputs.ts';
import type { EngineWindows } from './window/windows.ts';

export interface TrainArguments {
  library: Library;
  runId: string;
  owner: 'app' | 'cli';
  bundledDir: string;
  /** Where a GPU trains through WebGPU; left out where this process has no windows. */
  windows?: EngineWindows | null;
  control: RunControl;
  onEvent(event: RunEvent): void;
  /** Told in a sentence what happened to the run's files, where it goes on without some of them. */
  onNotice?(sentence: string): void;
  /**
   * The first step is about to be trained: from here on, what breaks ends as a failed run.
   * @param lines what the log says of where and how it trains
   */
  onStart?(lines: readonly string[]): void;
  /** Images up to so many bytes are held in memory; others stay on the disk. */
  heldBytes?: number;
}

/**
 * Trains a run of the library from its newest checkpoint, or from the start, until it ends.
 * A run that breaks while training resolves as `failed`, with the reason in its status; one whose numbers break as
 * `diverged`, and what broke beside it.
 * @throws {ForgerError} when it could not start: held by another process, images or device not there, …
 */
export async function trainRun(args: TrainArguments): Promise<RunStatus> {
  const { library, runId, owner, control, onEvent } = args;
  const writer = await library.openWriter(runId, owner);
  const setStatus = async (patch: Partial<RunStatus>): Promise<void> => {
    await writer.setStatus(patch);
    onEvent({ what: 'status' });
  };
  try {
    const started = await start(args, writer).catch(async (error: unknown) => {
      await setStatus({ state: 'failed', ...toFailure(error) });
      throw error;
    });
    const { trainer, events, dataset, lines, evaluated } = started;
    try {
      for (const notice of writer.notices) args.onNotice?.(notice);
      await setStatus({ ...FRESH, state: 'training', step: trainer.step });
      args.onStart?.(lines);
      const space = new FreeSpace({ folder: library.dir, record: writer.record });
      const outputs = outputsOf({ ...args, images: dataset.verified, space }, writer, events);
      const schedule = scheduleOf(writer.record);
      const evaluator = new Evaluator(trainer, schedule, evaluated);
      const exam = await examOfRun({
        ...{ library, writer, schedule, control },
        openMeter: (signal) => Meter.open({ library, record: writer.record, images: started.images }, signal),
        keep: (made) => outputs.measured(made),
        onNotice: (sentence) => args.onNotice?.(sentence),
      });
      const end = await train(trainer, schedule, outputs, control, evaluator, exam);
      await outputs.flushEvents();
      await writer.log(describeEnd(end, trainer.step, trainer.elapsed));
      const past = end === 'past-best' ? (exam?.over ?? null) : null;
      await setStatus({
        ...{ state: end === 'past-best' ? 'stopped' : end, step: trainer.step, evaluating: undefined },
        ...(past && { pastBest: past.best, message: stoppedPastBest(past, schedule) }),
      });
    } catch (error) {
      const { code, message } = toFailure(error);
      await setStatus({ evaluating: undefined }).catch(() => undefined);
      if (error instanceof DivergedError) {
        await writer.log(message);
        await setStatus({ state: 'diverged', message, divergence: error.divergence });
      } else if (code === 'no-space' && control.stopping) {
        const newest = await library.newestCheckpoint(runId);
        const said = stoppedWithoutRoom(newest?.step ?? null);
        // There may be no room for this line either.
        await writer.log(said).catch(() => undefined);
        await setStatus({ state: 'stopped', message: said, code });
      } else {
        await writer.log(error instanceof ForgerError ? message : String(error instanceof Error ? error.stack : error));
        await setStatus({ state: 'failed', code, message });
      }
      // The numbers before the break, if they can still be kept.
      await events?.write().catch(() => undefined);
    } finally {
      await trainer.dispose();
      await dataset.close();
    }
  } finally {
    await writer.close();
    onEvent({ what: 'status' });
  }
  return library.readStatus(runId);
}

/** What a status says of how a run ended: cleared when it goes on. */
const FRESH = { message: null, divergence: undefined, code: undefined, evaluating: undefined } as const;

interface Started {
  trainer: LoopTrainer;
  /** Null where the run writes none. */
  events: EventLog | null;
  dataset: OpenedDataset;
  images: Images;
  /** What the log says of where and how it trains. */
  lines: readonly string[];
  /** Seconds that its evaluations have taken so far. */
  evaluated: number;
}

/** Opens images and device, and puts both networks where the newest checkpoint left them. */
async function start(args: TrainArguments, writer: RunWriter): Promise<Started> {
  const id = await datasetIdOfRun(args.library, args.bundledDir, writer.record);
  const dataset = await openToTrain(args.library.dir, args.bundledDir, id, args.heldBytes ?? RESIDENT_BYTES);
  try {
    return { dataset, ...(await startOn(dataset, args, writer)) };
  } catch (error) {
    await dataset.close();
    throw error;
  }
}

async function startOn(
  dataset: OpenedDataset,
  { library, windows = null }: TrainArguments,
  writer: RunWriter,
): Promise<Omit<Started, 'dataset'>> {
  const { record } = writer;
  const images = imagesOfRun(dataset, record);
  const checkpoint = await library.newestCheckpoint(record.id);
  if (record.parent && !checkpoint)
    throw new ForgerError(
      'damaged',
      'The checkpoint this run began from cannot be read, and there is no other. Make a new run from its parent.',
    );
  const from = checkpoint?.step ?? null;
  const { trainer, title, place } = await openTrainer({ record, images, status: writer.status, from }, windows);
  try {
    if (checkpoint) await trainer.restore(checkpoint);
    // What was logged after the checkpoint is trained, and logged, again.
    await writer.goesOnFrom(trainer.step);
    await writer.truncateMetrics(trainer.step);
    await writer.truncateEvaluations(trainer.step);
    const evaluations = await library.readEvaluations(record.id);
    const evaluated = evaluations.reduce((sum, { seconds }) => sum + seconds, 0);
    const events = await EventLog.open(writer, trainer.step > 0 ? trainer.step + 1 : 0);
    await writer.keepPlace(place);
    const moved = record.device.kind !== place.device.kind;
    const { refusal } = trainer.way;
    const lines = describeStart({ step: trainer.step, title, way: place.way, moved, images, refusal });
    for (const line of lines) await writer.log(line);
    return { trainer, events, images, lines, evaluated };
  } catch (error) {
    await trainer.dispose();
    throw error;
  }
}
