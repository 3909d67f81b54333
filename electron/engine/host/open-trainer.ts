import type { RunRecord } from '@shared/run.ts';
import { wayOf, type RunWay } from '@shared/way.ts';
import { deviceSettled, openDevice } from '../device/index.ts';
import { graphLoader } from '../device/saved-model.ts';
import { threadsHere, useThreads } from '../device/threads.ts';
import type { Images } from '../training/batches.ts';
import { seededFeed } from '../training/feed.ts';
import type { LoopTrainer } from '../training/loop.ts';
import { Trainer } from '../training/trainer.ts';
import { listDevices } from './devices.ts';
import { paced } from './paced-trainer.ts';
import { requireMemory, requirePreset } from './prepare-run.ts';
import { kindOfRun, settledExecution, threadsOf, type RunSoFar } from './run-way.ts';
import { RemoteTrainer, type RemoteRun } from './window/remote-trainer.ts';
import type { EngineWindows } from './window/windows.ts';

/** What a trainer is made of. */
export interface TrainerPlan extends RunSoFar {
  record: RunRecord;
  images: Images;
}

export interface OpenTrainer {
  trainer: LoopTrainer;
  /** The device, in words. */
  title: string;
  /** The way it trains, which the run keeps. */
  way: RunWay;
}

/**
 * Opens the run's device and makes its trainer there: in this process, or in a hidden window where the GPU is.
 * @param windows null where the engine has none: on the command line
 * @throws {ForgerError} device-unavailable, damaged, out-of-memory, engine-stopped
 */
export async function openTrainer(plan: TrainerPlan, windows: EngineWindows | null): Promise<OpenTrainer> {
  const { record, images } = plan;
  const { config, networks } = record;
  // A run from a file was made on another machine, or by nobody.
  requireMemory(networks, config);
  // Before TensorFlow loads, which looking for devices does.
  useThreads(threadsOf(plan));
  const kind = config.device === 'auto' ? kindOfRun(record, await listDevices(windows)) : config.device;
  const run = { config, networks, images, settled: settledExecution(plan, kind) };
  const { trainer, title } =
    windows && kind === 'webgpu' ? await openInWindow(run, windows) : await openHere(run, kind);
  return { trainer, title, way: wayOf(trainer.way, kind, threadsHere()) };
}

type Opened = Pick<OpenTrainer, 'trainer' | 'title'>;

async function openHere({ config, networks, images, settled }: RemoteRun, kind: RunWay['device']): Promise<Opened> {
  const { recipe } = requirePreset(config.preset);
  const { title } = await openDevice(kind);
  const feed = seededFeed(images, { networks, recipe, config });
  const trainer = new Trainer({ networks, recipe, config }, feed, graphLoader(config), settled);
  return { trainer: kind === 'webgpu' ? paced(trainer, deviceSettled) : trainer, title };
}

async function openInWindow(run: RemoteRun, windows: EngineWindows): Promise<Opened> {
  const { line, close } = await windows.open();
  try {
    const trainer = await RemoteTrainer.open(line, run, close);
    return { trainer, title: trainer.title };
  } catch (error) {
    close();
    throw error;
  }
}
