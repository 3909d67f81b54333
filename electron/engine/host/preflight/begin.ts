import { deviceTitle } from '@shared/run-device.ts';
import { deviceBytes, deviceSettled, openDevice } from '../../device/index.ts';
import { graphLoader } from '../../device/saved-model.ts';
import type { Images } from '../../training/batches.ts';
import { seededFeed } from '../../training/feed.ts';
import type { LoopTrainer } from '../../training/loop.ts';
import { Trainer } from '../../training/trainer.ts';
import { paced } from '../paced-trainer.ts';
import { requireMemory } from '../prepare-run.ts';
import { RemoteTrainer } from '../window/remote-trainer.ts';
import type { EngineWindows } from '../window/windows.ts';
import type { ProbeCommand } from './messages.ts';

/** A run that is tried and has made its first step. */
export interface Begun {
  trainer: LoopTrainer;
  /** The device, in words. */
  title: string;
  /** From networks that are only described to the end of the first step. */
  firstStepMs: number;
  /** Images that another process holds as well, in bytes. */
  elsewhereBytes: number;
  /** Bytes of its own memory that the GPU holds; null where it does not say, or there is none. */
  gpuBytes(): Promise<number | null>;
}

/**
 * Makes the first step of a run that is tried, where the run would train: in this process, or in a hidden window.
 * @param windows null where the process has none: on the command line
 * @throws {ForgerError} device-unavailable, engine-stopped; out-of-memory comes as the layers below say it
 */
export async function begin(command: ProbeCommand, images: Images, windows: EngineWindows | null): Promise<Begun> {
  const { config, networks } = command.subject;
  requireMemory(networks, config);
  return windows && config.device === 'webgpu' ? beginInWindow(command, images, windows) : beginHere(command, images);
}

async function beginHere({ subject }: ProbeCommand, images: Images): Promise<Begun> {
  const { config, networks, recipe } = subject;
  const { title, kind } = await openDevice(config.device);
  const options = { networks, recipe, config };
  const feed = seededFeed(images, options);
  const started = performance.now();
  const own = new Trainer(options, feed, graphLoader(config));
  const trainer = kind === 'webgpu' ? paced(own, deviceSettled) : own;
  await makeFirstStep(trainer);
  const firstStepMs = performance.now() - started;
  return { trainer, title, firstStepMs, elsewhereBytes: 0, gpuBytes: deviceBytes };
}

async function beginInWindow({ subject }: ProbeCommand, images: Images, windows: EngineWindows): Promise<Begun> {
  const { config, networks, recipe } = subject;
  const { line, close } = await windows.open();
  try {
    const started = performance.now();
    const run = { config, networks, recipe, images, settled: null };
    const trainer = await RemoteTrainer.open(line, run, close);
    await makeFirstStep(trainer);
    const firstStepMs = performance.now() - started;
    const { height, width, channels } = images.image;
    const elsewhereBytes = images.count * height * width * channels;
    return {
      trainer,
      title: deviceTitle(trainer.device),
      firstStepMs,
      elsewhereBytes,
      gpuBytes: () => trainer.deviceBytes(),
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function makeFirstStep(trainer: LoopTrainer): Promise<void> {
  await trainer.trainSteps(1);
  await trainer.readMetrics();
}
