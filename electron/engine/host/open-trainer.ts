import type { DeviceKind } from '@shared/doctor.ts';
import { deviceTitle, runDeviceOf, type RunDevice } from '@shared/run-device.ts';
import type { RunRecord } from '@shared/run.ts';
import { wayOf } from '@shared/way.ts';
import type { RunPlace } from '../../store/record.ts';
import { describeDevice, deviceSettled, openDevice } from '../device/index.ts';
import { graphLoader } from '../device/saved-model.ts';
import { threadsHere, useThreads } from '../device/threads.ts';
import type { Images } from '../training/batches.ts';
import { seededFeed } from '../training/feed.ts';
import type { LoopTrainer } from '../training/loop.ts';
import { Trainer } from '../training/trainer.ts';
import { listDevices } from './devices.ts';
import { paced } from './paced-trainer.ts';
import { requireMemory } from './prepare-run.ts';
import { kindOfRun, settledExecution, threadsOf, type RunSoFar } from './run-way.ts';
import { pretrainedFor } from './vision/open.ts';
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
  /** Where it trains and the way it takes there, which the run keeps. */
  place: RunPlace;
}

/**
 * Opens the run's device and makes its trainer there: in this process, or in a hidden window where the GPU is.
 * @param windows null where the engine has none: on the command line
 * @throws {ForgerError} device-unavailable, damaged, out-of-memory, engine-stopped
 */
export async function openTrainer(plan: TrainerPlan, windows: EngineWindows | null): Promise<OpenTrainer> {
  const { record, images } = plan;
  const { config, networks, recipe } = record;
  // A run from a file was made on another machine, or by nobody.
  requireMemory(networks, config);
  // Before TensorFlow loads, which looking for devices does.
  useThreads(threadsOf(plan));
  const kind = await kindFor(record, windows);
  const run = {
    config,
    networks,
    recipe,
    images,
    settled: settledExecution(plan, kind),
    ...(await pretrainedFor(networks)),
  };
  const { trainer, title, device } =
    windows && kind === 'webgpu' ? await openInWindow(run, windows) : await openHere(run, kind);
  return { trainer, title, place: { device, way: wayOf(trainer.way, kind, threadsHere()) } };
}

/** The device that a run trains on. Others are looked for only where its own is not here. */
async function kindFor(record: RunRecord, windows: EngineWindows | null): Promise<DeviceKind> {
  const { config, device } = record;
  if (config.device !== 'auto') return config.device;
  const report = windows && device.kind === 'webgpu' ? await windows.gpu() : await describeDevice(device.kind);
  return report.available ? device.kind : kindOfRun(record, await listDevices(windows));
}

interface Opened extends Pick<OpenTrainer, 'trainer' | 'title'> {
  device: RunDevice;
}

async function openHere({ images, settled, ...options }: RemoteRun, kind: DeviceKind): Promise<Opened> {
  const report = await openDevice(kind);
  const feed = seededFeed(images, options);
  const own = new Trainer(options, feed, graphLoader(options.config), settled);
  const trainer = kind === 'webgpu' ? paced(own, deviceSettled) : own;
  return { trainer, title: report.title, device: runDeviceOf(report) };
}

async function openInWindow(run: RemoteRun, windows: EngineWindows): Promise<Opened> {
  const { line, close } = await windows.open();
  try {
    const trainer = await RemoteTrainer.open(line, run, close);
    return { trainer, title: deviceTitle(trainer.device), device: trainer.device };
  } catch (error) {
    close();
    throw error;
  }
}
