import { setImmediate } from 'node:timers/promises';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import { openDataset } from '../../data/index.ts';
import type { Library, RunWriter } from '../../store/index.ts';
import { openDevice } from '../device/index.ts';
import { loadSavedModel } from '../device/saved-model.ts';
import type { RunControl } from '../training/control.ts';
import { seededFeed } from '../training/feed.ts';
import { train, type RunOutputs } from '../training/loop.ts';
import { sampleFile, type Schedule } from '../training/schedule.ts';
import { Trainer } from '../training/trainer.ts';
import { describeEnd, describeStart } from './log-lines.ts';
import { gridPng } from './grid.ts';
import { whenThereIsRoom } from './patience.ts';
import { requirePreset } from './prepare-run.ts';

/** What changed on disk. */
export interface RunEvent {
  what: 'status' | 'metrics' | 'samples' | 'checkpoint';
}

export interface TrainArguments {
  library: Library;
  runId: string;
  owner: 'app' | 'cli';
  bundledDir: string;
  control: RunControl;
  onEvent(event: RunEvent): void;
  /** The first step is about to be trained: from here on, what breaks ends as a failed run. */
  onStart?(): void;
}

/**
 * Trains a run of the library from its newest checkpoint, or from the start, until it ends.
 * A run that breaks while training resolves as `failed`, with the reason in its status.
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
    const trainer = await start(args, writer).catch(async (error: unknown) => {
      await setStatus({ state: 'failed', message: toFailure(error).message });
      throw error;
    });
    try {
      await setStatus({ state: 'training', message: null, step: trainer.step });
      args.onStart?.();
      const state = await train(trainer, scheduleOf(writer.record), outputsOf(args, writer, trainer), control);
      await writer.log(describeEnd(state, trainer.step, trainer.elapsed));
      await setStatus({ state, step: trainer.step });
    } catch (error) {
      const { message } = toFailure(error);
      await writer.log(error instanceof ForgerError ? message : String(error instanceof Error ? error.stack : error));
      await setStatus({ state: 'failed', message });
    } finally {
      trainer.dispose();
    }
  } finally {
    await writer.close();
    onEvent({ what: 'status' });
  }
  return library.readStatus(runId);
}

export const scheduleOf = ({ config, totalSteps, stepsPerEpoch }: RunRecord): Schedule => ({
  totalSteps,
  stepsPerEpoch,
  samplesEvery: config['samples.everySteps'],
  checkpointEvery: config['checkpoint.everySteps'],
});

/** Opens images and device, and puts both networks where the newest checkpoint left them. */
async function start({ library, bundledDir }: TrainArguments, writer: RunWriter): Promise<Trainer> {
  const { record } = writer;
  const { recipe } = requirePreset(record.config.preset);
  const dataset = await openDataset(library.dir, bundledDir, record.dataset.id);
  if (dataset.record.hash !== record.dataset.hash)
    throw new ForgerError(
      'damaged',
      `The images of ${record.dataset.name} are not the ones this run began with. Start a new run.`,
    );
  const device = await openDevice(record.config.device);
  const { config, networks } = record;
  const images = { pixels: dataset.pixels, count: dataset.record.count, image: dataset.record.image };
  const feed = seededFeed(images, recipe.sampling, config);
  const trainer = new Trainer({ networks, recipe, config }, feed, loadSavedModel);
  try {
    const checkpoint = await library.newestCheckpoint(record.id);
    if (checkpoint) trainer.restore(checkpoint);
    // What was logged after the checkpoint is trained, and logged, again.
    await writer.truncateMetrics(trainer.step);
    for (const line of describeStart(trainer.step, device.title, trainer.way)) await writer.log(line);
  } catch (error) {
    trainer.dispose();
    throw error;
  }
  return trainer;
}

/** Puts the loop's results into the run's folder; while the disk is full, the run waits. */
function outputsOf({ onEvent, control }: TrainArguments, writer: RunWriter, trainer: Trainer): RunOutputs {
  const { record } = writer;
  const schedule = scheduleOf(record);
  const setStatus = async (patch: Partial<RunStatus>): Promise<void> => {
    await writer.setStatus(patch);
    onEvent({ what: 'status' });
  };
  const keep = async (what: RunEvent['what'], work: () => Promise<void>): Promise<void> => {
    await whenThereIsRoom(work, {
      control,
      onFull: async (message) => {
        // There may be no room for this either: then the status stays as it is.
        await setStatus({ state: 'paused', message, imagesPerSecond: null }).catch(() => undefined);
      },
      onRoom: () => setStatus({ state: 'training', message: null }),
    });
    onEvent({ what });
  };
  return {
    metrics: async (rows) => {
      await keep('metrics', () => writer.appendMetrics(rows));
      const imagesPerSecond = rows.at(-1)?.imagesPerSecond ?? null;
      await keep('status', () => writer.setStatus({ step: trainer.step, imagesPerSecond }));
    },
    samples: (step, pixels) =>
      keep('samples', () => writer.writeSamples(sampleFile(step, schedule), gridPng(pixels, record.networks.image))),
    checkpoint: (state) => keep('checkpoint', () => writer.writeCheckpoint(state)),
    paused: (step) => setStatus({ state: 'paused', step, imagesPerSecond: null }),
    resumed: (step) => setStatus({ state: 'training', step }),
    breathe: () => setImmediate(),
  };
}
