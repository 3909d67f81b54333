import type { RunConfig } from '@shared/config/schema.ts';
import type { Execution, RunRecord } from '@shared/run.ts';
import { deviceSettled, openDevice } from '../device/index.ts';
import { graphLoader } from '../device/saved-model.ts';
import type { Images } from '../training/batches.ts';
import { seededFeed } from '../training/feed.ts';
import type { LoopTrainer } from '../training/loop.ts';
import { measureAfterwards } from '../training/step/measure-afterwards.ts';
import { Trainer } from '../training/trainer.ts';
import { kindOfRun, listDevices } from './devices.ts';
import { paced } from './paced-trainer.ts';
import { requirePreset } from './prepare-run.ts';
import { keepStepTimes, knownStepTimes, stepTimesKey } from './step-times.ts';
import { RemoteTrainer } from './window/remote-trainer.ts';
import type { EngineWindows } from './window/windows.ts';

/** What a trainer is made of. */
export interface TrainerPlan {
  record: RunRecord;
  images: Images;
  /** The way the run went so far; null at its start. */
  settled: Execution | null;
  /** Steps it still has. */
  steps: number;
}

export interface OpenTrainer {
  trainer: LoopTrainer;
  /** The device, in words. */
  title: string;
  /** Finds out, now that the run has ended, what the next one like it should know before it starts. */
  learn(): Promise<void>;
}

/**
 * Opens the run's device and makes its trainer there: in this process, or in a hidden window where the GPU is.
 * @param windows null where the engine has none: on the command line
 * @throws {ForgerError} device-unavailable, out-of-memory, engine-stopped
 */
export async function openTrainer(plan: TrainerPlan, windows: EngineWindows | null): Promise<OpenTrainer> {
  const { device } = plan.record.config;
  const kind = device === 'auto' ? kindOfRun(plan.record, await listDevices(windows)) : device;
  return windows && kind === 'webgpu' ? openInWindow(plan, windows) : openHere(plan, kind);
}

async function openHere(
  { record, images, settled, steps }: TrainerPlan,
  choice: RunConfig['device'],
): Promise<OpenTrainer> {
  const { config, networks } = record;
  const { recipe } = requirePreset(config.preset);
  const { title, kind } = await openDevice(choice);
  const feed = seededFeed(images, { networks, recipe, config });
  const key = stepTimesKey(record, title);
  const known = await knownStepTimes(key);
  const trainer = new Trainer({ networks, recipe, config }, feed, graphLoader(config), { settled, known, steps });
  return {
    trainer: kind === 'webgpu' ? paced(trainer, deviceSettled) : trainer,
    title,
    learn: async () => {
      const times = measureAfterwards(trainer, known, graphLoader(config));
      if (times) await keepStepTimes(key, times);
    },
  };
}

async function openInWindow({ record, ...plan }: TrainerPlan, windows: EngineWindows): Promise<OpenTrainer> {
  const { config, networks } = record;
  const { line, close } = await windows.open();
  try {
    const trainer = await RemoteTrainer.open(line, { ...plan, config, networks }, close);
    return { trainer, title: trainer.title, learn: async () => undefined };
  } catch (error) {
    close();
    throw error;
  }
}
